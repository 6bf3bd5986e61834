// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sensor shifts that reports and tests put on recordings: one severity for all data, relative to each recording's
 * own spread, so that results on different data can be compared.
 *
 * <ul>
 *   <li>gain: each channel by a factor of 1.5..2.0 or its inverse
 *   <li>bias: each channel by 1.0..2.0 of its standard deviations, either sign
 *   <li>noise: 1.0..1.5 of each channel's standard deviation
 *   <li>dead axis: one of the first three channels reads 0
 *   <li>remount: 40..70 degrees about a random axis
 * </ul>
 */
public final class StandardShifts {

    /** The kinds that can be put on any recording of 3-axis sensors. */
    public static final List<ShiftKind> KINDS = List.of(
            ShiftKind.GAIN_DRIFT, ShiftKind.BIAS_DRIFT, ShiftKind.NOISE, ShiftKind.DEAD_AXIS, ShiftKind.REMOUNT);

    private static final double START = 0.4;
    private static final double GRADUAL_FULL = 0.7;
    private static final double RETURNING_FULL = 0.5;
    private static final double RETURNING_END = 0.75;

    private StandardShifts() {}

    /**
     * The recording with a shift on top. It starts after 40 % of the recording's duration; a gradual one is at full
     * strength after 70 %, a returning one after 50 % and gone after 75 %.
     *
     * @param recording 3-axis sensors, not empty
     * @param kind one of {@link #KINDS}
     * @param seed with the stream id, decides the sizes within the ranges above
     */
    public static Recording apply(Recording recording, ShiftKind kind, ShiftProfile profile, long seed) {
        return draw(kind, recording, seed).apply(recording, timed(kind, profile, recording));
    }

    /** The recording with a shift on top at {@code strength}, 0..1, from its first reading to its last. */
    public static Recording throughout(Recording recording, ShiftKind kind, double strength, long seed) {
        return draw(kind, recording, seed).apply(recording, strength);
    }

    private static KnownShift timed(ShiftKind kind, ShiftProfile profile, Recording recording) {
        long start = instant(recording, START);
        return switch (profile) {
            case ABRUPT -> KnownShift.abrupt(kind, start);
            case GRADUAL -> KnownShift.gradual(kind, start, instant(recording, GRADUAL_FULL));
            case RETURNING ->
                KnownShift.returning(
                        kind, start, instant(recording, RETURNING_FULL), instant(recording, RETURNING_END));
        };
    }

    private static long instant(Recording recording, double part) {
        long[] times = recording.timestampsMicros();
        return times[0] + Math.round(part * (times[times.length - 1] - times[0]));
    }

    private static SensorShift draw(ShiftKind kind, Recording recording, long seed) {
        SplittableRandom random = Seeds.random(seed, kind + recording.streamId());
        double[] deviations = recording.standardDeviations();
        return switch (kind) {
            case GAIN_DRIFT ->
                SensorShift.gain(Arrays.stream(deviations)
                        .map(any -> Math.pow(uniform(1.5, 2.0, random), sign(random)))
                        .toArray());
            case BIAS_DRIFT ->
                SensorShift.bias(Arrays.stream(deviations)
                        .map(deviation -> deviation * uniform(1.0, 2.0, random) * sign(random))
                        .toArray());
            case NOISE -> {
                double relative = uniform(1.0, 1.5, random);
                yield SensorShift.noise(
                        seed,
                        Arrays.stream(deviations)
                                .map(deviation -> deviation * relative)
                                .toArray());
            }
            case DEAD_AXIS -> SensorShift.deadAxis(random.nextInt(Math.min(3, deviations.length)), 0);
            case REMOUNT -> {
                double radians = Math.toRadians(uniform(40, 70, random));
                yield SensorShift.remount(
                        new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()}, radians);
            }
            default -> throw new IllegalArgumentException(kind + " cannot be put on a recording; use one of " + KINDS);
        };
    }

    private static double uniform(double from, double to, SplittableRandom random) {
        return from + (to - from) * random.nextDouble();
    }

    private static int sign(SplittableRandom random) {
        return random.nextBoolean() ? 1 : -1;
    }
}
