// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;

/**
 * A distortion of a sensor that is known exactly. With strength s between 0 and 1, x a value as recorded, y as shifted:
 *
 * <ul>
 *   <li>gain: y = x (1 + s (g - 1)), g per channel
 *   <li>bias: y = x + s b, b per channel
 *   <li>noise: y = x + s sigma n, sigma per channel, n standard normal
 *   <li>dead axis: y = (1 - s) x + s c, one channel
 *   <li>remount: each 3-axis frame is rotated by s times the angle about one axis
 * </ul>
 *
 * <p>Computed in double precision and rounded once; readings at strength 0 keep their bits.
 */
public final class SensorShift {

    /** Changes the reading that begins at {@code at}. */
    @FunctionalInterface
    private interface Distortion {
        void apply(float[] values, int at, double strength);
    }

    private final ShiftKind kind;
    private final Function<Recording, Distortion> distortion;

    private SensorShift(ShiftKind kind, Function<Recording, Distortion> distortion) {
        this.kind = kind;
        this.distortion = distortion;
    }

    /** Gain drift; one factor per channel at full strength. */
    public static SensorShift gain(double... factors) {
        return new SensorShift(ShiftKind.GAIN_DRIFT, recording -> {
            requireChannels(recording, factors.length, "gain factors");
            return (values, at, strength) -> {
                for (int c = 0; c < factors.length; c++) {
                    values[at + c] = (float) (values[at + c] * (1 + strength * (factors[c] - 1)));
                }
            };
        });
    }

    /** Bias drift; one offset per channel at full strength, in the channel's unit. */
    public static SensorShift bias(double... offsets) {
        return new SensorShift(ShiftKind.BIAS_DRIFT, recording -> {
            requireChannels(recording, offsets.length, "offsets");
            return (values, at, strength) -> {
                for (int c = 0; c < offsets.length; c++) {
                    values[at + c] = (float) (values[at + c] + strength * offsets[c]);
                }
            };
        });
    }

    /**
     * Additive white Gaussian noise; one standard deviation per channel at full strength, in the channel's unit. The
     * noise depends on the seed and the stream id, so that two streams never get the same.
     */
    public static SensorShift noise(long seed, double... deviations) {
        return new SensorShift(ShiftKind.NOISE, recording -> {
            requireChannels(recording, deviations.length, "standard deviations");
            SplittableRandom random = Seeds.random(seed, recording.streamId());
            return (values, at, strength) -> {
                for (int c = 0; c < deviations.length; c++) {
                    values[at + c] = (float) (values[at + c] + strength * deviations[c] * random.nextGaussian());
                }
            };
        });
    }

    /** One channel reads {@code constant} at full strength. */
    public static SensorShift deadAxis(int channel, double constant) {
        return new SensorShift(ShiftKind.DEAD_AXIS, recording -> {
            if (channel < 0 || channel >= recording.channels()) {
                throw new IllegalArgumentException("%s has channels 0 to %d; channel %d cannot fail"
                        .formatted(recording.streamId(), recording.channels() - 1, channel));
            }
            return (values, at, strength) ->
                    values[at + channel] = (float) ((1 - strength) * values[at + channel] + strength * constant);
        });
    }

    /**
     * A re-mounted sensor: every three channels in a row are one frame (an accelerometer and a gyroscope share their
     * housing), and all are rotated alike. With a gradual profile the angle grows linearly: the sensor slips.
     *
     * @param axis the rotation axis in the sensor's frame, any length but 0
     * @param radians the angle at full strength, right-handed
     */
    public static SensorShift remount(double[] axis, double radians) {
        Rotation rotation = Rotation.about(axis, radians);
        return new SensorShift(ShiftKind.REMOUNT, recording -> {
            if (recording.channels() % 3 != 0) {
                throw new IllegalArgumentException(
                        "%s has %d channels; only 3-axis sensors, a multiple of 3 channels, can be re-mounted"
                                .formatted(recording.streamId(), recording.channels()));
            }
            return rotate(rotation, recording.channels());
        });
    }

    private static Distortion rotate(Rotation rotation, int channels) {
        double[] full = rotation.matrix();
        return (values, at, strength) -> {
            double[] matrix = strength == 1 ? full : rotation.scaled(strength).matrix();
            for (int frame = 0; frame < channels; frame += 3) {
                Rotation.apply(matrix, values, at + frame);
            }
        };
    }

    /** What this distortion is. */
    public ShiftKind kind() {
        return kind;
    }

    /**
     * The recording with this distortion on top, at the strength that {@code when} gives each reading, and {@code
     * when} appended to its known shifts. The recording itself is left alone.
     */
    public Recording apply(Recording recording, KnownShift when) {
        if (when.kind() != kind) {
            throw new IllegalArgumentException("times of a " + when.kind() + " were given to a " + kind);
        }
        float[] values = distorted(recording, when::strengthAt);
        List<KnownShift> shifts = new ArrayList<>(recording.shifts());
        shifts.add(when);
        return new Recording(
                recording.streamId(),
                recording.timestampsMicros(),
                values,
                recording.channels(),
                recording.labels(),
                shifts);
    }

    /** The recording with this distortion on top at the same strength, 0..1, from its first reading to its last. */
    public Recording apply(Recording recording, double strength) {
        float[] values = distorted(recording, anyInstant -> strength);
        return new Recording(
                recording.streamId(),
                recording.timestampsMicros(),
                values,
                recording.channels(),
                recording.labels(),
                recording.shifts());
    }

    private float[] distorted(Recording recording, LongToDoubleFunction strengthAt) {
        float[] values = recording.values().clone();
        Distortion applied = distortion.apply(recording);
        for (int i = 0; i < recording.readings(); i++) {
            double strength = strengthAt.applyAsDouble(recording.timestampsMicros()[i]);
            if (strength > 0) {
                applied.apply(values, i * recording.channels(), strength);
            }
        }
        return values;
    }

    private static void requireChannels(Recording recording, int given, String what) {
        if (given != recording.channels()) {
            throw new IllegalArgumentException("%s has %d channels, but %d %s were given"
                    .formatted(recording.streamId(), recording.channels(), given, what));
        }
    }
}
