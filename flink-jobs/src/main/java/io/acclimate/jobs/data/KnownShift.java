// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.Objects;

/**
 * A shift whose times are known, to hold alerts and accuracy against.
 *
 * @param kind what changes, never {@link ShiftKind#NONE}
 * @param profile how its strength changes with time
 * @param startMicros first instant that is affected, on the stream's own clock, microseconds
 * @param fullMicros first instant of full strength; equals {@code startMicros} when abrupt, later when gradual
 * @param endMicros first instant that is free of the shift again, {@link Long#MAX_VALUE} if it stays
 */
public record KnownShift(ShiftKind kind, ShiftProfile profile, long startMicros, long fullMicros, long endMicros) {

    /** Checks the order of the times and that they fit the profile. */
    public KnownShift {
        Objects.requireNonNull(profile, "profile");
        if (Objects.requireNonNull(kind, "kind") == ShiftKind.NONE) {
            throw new IllegalArgumentException("a known shift needs a kind; a stream without one has an empty list");
        }
        if (startMicros > fullMicros || fullMicros > endMicros || startMicros == endMicros) {
            throw new IllegalArgumentException("shift times must satisfy start <= full <= end and start < end, not "
                    + startMicros + ", " + fullMicros + ", " + endMicros);
        }
        boolean fits =
                switch (profile) {
                    case ABRUPT -> fullMicros == startMicros && endMicros == Long.MAX_VALUE;
                    case GRADUAL -> fullMicros > startMicros && endMicros == Long.MAX_VALUE;
                    case RETURNING -> endMicros < Long.MAX_VALUE;
                };
        if (!fits) {
            throw new IllegalArgumentException("shift times " + startMicros + ", " + fullMicros + ", " + endMicros
                    + " do not describe the profile " + profile);
        }
    }

    /** A shift at full strength from {@code startMicros} on. */
    public static KnownShift abrupt(ShiftKind kind, long startMicros) {
        return new KnownShift(kind, ShiftProfile.ABRUPT, startMicros, startMicros, Long.MAX_VALUE);
    }

    /** A shift that grows linearly from {@code startMicros} to {@code fullMicros} and stays. */
    public static KnownShift gradual(ShiftKind kind, long startMicros, long fullMicros) {
        return new KnownShift(kind, ShiftProfile.GRADUAL, startMicros, fullMicros, Long.MAX_VALUE);
    }

    /** A shift that grows linearly from {@code startMicros} to {@code fullMicros} and is gone at {@code endMicros}. */
    public static KnownShift returning(ShiftKind kind, long startMicros, long fullMicros, long endMicros) {
        return new KnownShift(kind, ShiftProfile.RETURNING, startMicros, fullMicros, endMicros);
    }

    /** Strength at an instant: 0 outside of [start, end), 1 from full strength on, linear in between. */
    public double strengthAt(long micros) {
        if (micros < startMicros || micros >= endMicros) {
            return 0;
        }
        return micros >= fullMicros ? 1 : (double) (micros - startMicros) / (fullMicros - startMicros);
    }
}
