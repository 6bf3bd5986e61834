// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.Arrays;
import java.util.List;

/**
 * What one sensor recorded, with labels. The arrays are not copied and must not be changed after construction.
 *
 * @param streamId the stream, not blank
 * @param timestampsMicros device clock of each reading in microseconds, strictly increasing, [readings]
 * @param values finite readings, row-major [readings, channels]
 * @param channels values per reading, at least 1
 * @param labels class of each reading, -1 where unlabelled, [readings]
 * @param shifts known shifts, in the order in which they were applied
 */
public record Recording(
        String streamId, long[] timestampsMicros, float[] values, int channels, int[] labels, List<KnownShift> shifts) {

    /** Label of a reading whose class nobody noted. */
    public static final int UNLABELLED = -1;

    /** Checks shapes, clock, values and labels. */
    public Recording {
        require(!streamId.isBlank(), "a recording needs a stream id");
        require(channels > 0, streamId + ": a recording needs at least one channel, not " + channels);
        int readings = timestampsMicros.length;
        require(
                values.length == (long) readings * channels && labels.length == readings,
                "%s: %d timestamps need as many labels and %d values each, but there are %d labels and %d values"
                        .formatted(streamId, readings, channels, labels.length, values.length));
        requireIncreasing(streamId, timestampsMicros);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw unusable(streamId, i / channels, "value " + values[i]);
            }
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < UNLABELLED) {
                throw unusable(streamId, i, "label " + labels[i]);
            }
        }
        shifts = List.copyOf(shifts);
    }

    /** Number of readings. */
    public int readings() {
        return timestampsMicros.length;
    }

    /** The value of one channel of one reading. */
    public float value(int reading, int channel) {
        return values[reading * channels + channel];
    }

    /** Index of the first reading at or after an instant, {@link #readings()} if there is none. */
    public int indexAt(long micros) {
        int found = Arrays.binarySearch(timestampsMicros, micros);
        return found >= 0 ? found : -found - 1;
    }

    /** The readings with {@code fromMicros <= timestamp < toMicros}; times, id and known shifts stay as they are. */
    public Recording slice(long fromMicros, long toMicros) {
        int from = indexAt(fromMicros);
        int to = Math.max(from, indexAt(toMicros));
        return new Recording(
                streamId,
                Arrays.copyOfRange(timestampsMicros, from, to),
                Arrays.copyOfRange(values, from * channels, to * channels),
                channels,
                Arrays.copyOfRange(labels, from, to),
                shifts);
    }

    /** The same recording as another stream. */
    public Recording named(String otherId) {
        return new Recording(otherId, timestampsMicros, values, channels, labels, shifts);
    }

    /** The kind of the first known shift, {@link ShiftKind#NONE} without one. */
    public ShiftKind shiftKind() {
        return shifts.isEmpty() ? ShiftKind.NONE : shifts.get(0).kind();
    }

    /** Standard deviation of each channel over the whole recording, [channels]; 0 for an empty one. */
    public double[] standardDeviations() {
        double[] mean = new double[channels];
        double[] squares = new double[channels];
        for (int i = 0; i < readings(); i++) {
            for (int c = 0; c < channels; c++) {
                double before = value(i, c) - mean[c];
                mean[c] += before / (i + 1);
                squares[c] += before * (value(i, c) - mean[c]);
            }
        }
        for (int c = 0; c < channels; c++) {
            squares[c] = Math.sqrt(squares[c] / Math.max(1, readings()));
        }
        return squares;
    }

    private static void requireIncreasing(String streamId, long[] timestamps) {
        for (int i = 1; i < timestamps.length; i++) {
            if (timestamps[i] <= timestamps[i - 1]) {
                throw new IllegalArgumentException("%s: reading %d is at %d us, not after the one before (%d us)"
                        .formatted(streamId, i, timestamps[i], timestamps[i - 1]));
            }
        }
    }

    private static IllegalArgumentException unusable(String streamId, int reading, String found) {
        return new IllegalArgumentException(
                streamId + ": reading " + reading + " has the " + found + ", which no recording may hold");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
