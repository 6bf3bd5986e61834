// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.util.Locale;

/**
 * Where an AEDAT 2 address holds column, row and polarity. The format leaves that to the camera, and readers disagree
 * about order, directions and sense of DVS128 addresses, so that it is a choice.
 */
public enum AddressLayout {
    /** DVS128, 128x128: row in bits 14-8, column in 7-1, bit 0 set for OFF. */
    DVS128(new Geometry(128, 128), 1, 8, 0x7F, false),
    /** DVS128 as tonic reads CIFAR10-DVS: row in bits 7-1, column in 14-8, bit 0 set for ON. */
    DVS128_TRANSPOSED(new Geometry(128, 128), 8, 1, 0x7F, true),
    /** DAVIS240, 240x180: row in bits 30-22, column in 21-12, bit 11 set for ON, bit 31 set for what is no change event. */
    DAVIS240(new Geometry(240, 180), 12, 22, 0x3FF, true),
    /** DAVIS346, 346x260, otherwise as {@link #DAVIS240}. */
    DAVIS346(new Geometry(346, 260), 12, 22, 0x3FF, true);

    private final Geometry geometry;
    private final int xShift;
    private final int yShift;
    private final int mask;
    private final boolean setMeansOn;

    AddressLayout(Geometry geometry, int xShift, int yShift, int mask, boolean setMeansOn) {
        this.geometry = geometry;
        this.xShift = xShift;
        this.yShift = yShift;
        this.mask = mask;
        this.setMeansOn = setMeansOn;
    }

    /** The layout of the camera that a header line {@code AEChip: CLASS} names; DVS128 for any other. */
    static AddressLayout ofChip(String chip) {
        String name = chip.toLowerCase(Locale.ROOT);
        if (name.contains("davis346") || name.contains("davis640")) {
            return DAVIS346;
        }
        return name.contains("davis") ? DAVIS240 : DVS128;
    }

    /** Size of the camera. */
    public Geometry geometry() {
        return geometry;
    }

    private boolean isDavis() {
        return mask == 0x3FF;
    }

    /** Whether the address is a change event; the others are frames, inertial data and special events. */
    boolean isChange(int address) {
        return isDavis() ? address >= 0 && (address & 0x400) == 0 : (address & 0x8000) == 0;
    }

    int x(int address) {
        return address >>> xShift & mask;
    }

    int y(int address) {
        return address >>> yShift & (isDavis() ? 0x1FF : mask);
    }

    boolean on(int address) {
        int bit = isDavis() ? address >>> 11 & 1 : address & 1;
        return bit == 1 == setMeansOn;
    }
}
