// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.ShiftProfile;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Streams that are reported together because the same kind of shift came over them in the same way.
 *
 * @param kind what shifts; {@link ShiftKind#NONE} for the streams without a known shift
 * @param profile how its strength changes with time; empty if, and only if, nothing shifts
 */
public record ShiftGroup(ShiftKind kind, Optional<ShiftProfile> profile) implements Comparable<ShiftGroup> {

    /** The streams without a known shift. */
    public static final ShiftGroup UNSHIFTED = new ShiftGroup(ShiftKind.NONE, Optional.empty());

    private static final Comparator<ShiftGroup> BY_KIND_THEN_PROFILE = Comparator.comparing(ShiftGroup::kind)
            .thenComparing(group -> group.profile().map(ShiftProfile::ordinal).orElse(-1));

    /** Checks that a shift has a profile and nothing else has. */
    public ShiftGroup {
        if (profile.isEmpty() != (kind == ShiftKind.NONE)) {
            throw new IllegalArgumentException("a shift needs a profile, and only a shift: " + kind + ", " + profile);
        }
    }

    /** The group of a kind under a profile. */
    public static ShiftGroup of(ShiftKind kind, ShiftProfile profile) {
        return new ShiftGroup(kind, Optional.of(profile));
    }

    /** The group of a known shift. */
    public static ShiftGroup of(KnownShift shift) {
        return of(shift.kind(), shift.profile());
    }

    /** For example {@code gain drift}; {@code no shift} for the unshifted. */
    public String kindName() {
        return kind == ShiftKind.NONE ? "no shift" : words(kind);
    }

    /** For example {@code abrupt}; {@code -} for the unshifted. */
    public String profileName() {
        return profile.map(ShiftGroup::words).orElse("-");
    }

    /** Both names, for example {@code gain drift, abrupt}. */
    public String label() {
        return profile.isEmpty() ? kindName() : kindName() + ", " + profileName();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public int compareTo(ShiftGroup other) {
        return BY_KIND_THEN_PROFILE.compare(this, other);
    }
}
