// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.Serializable;

/**
 * Size of a sensor in pixels.
 *
 * @param width columns, 1..65536, or 0 if unknown
 * @param height rows, 1..65536, or 0 if unknown
 */
public record Geometry(int width, int height) implements Serializable {

    /** The recording does not say. */
    public static final Geometry UNKNOWN = new Geometry(0, 0);

    private static final int LARGEST = 1 << 16;

    /**
     * The geometry if both sides are possible, else {@link #UNKNOWN}: what a header says is input, not configuration.
     */
    public static Geometry of(long width, long height) {
        boolean possible = width >= 1 && width <= LARGEST && height >= 1 && height <= LARGEST;
        return possible ? new Geometry((int) width, (int) height) : UNKNOWN;
    }

    /** Whether width and height are known. */
    public boolean isKnown() {
        return width > 0;
    }

    /** First column that is not on the sensor: the width, or 65536 where it is unknown. */
    int columns() {
        return isKnown() ? width : LARGEST;
    }

    /** First row that is not on the sensor: the height, or 65536 where it is unknown. */
    int rows() {
        return isKnown() ? height : LARGEST;
    }

    @Override
    public String toString() {
        return isKnown() ? width + "x" + height : "unknown";
    }
}
