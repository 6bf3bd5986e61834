// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import java.io.Serializable;

/**
 * How a stream's readings are cut into windows of shape [channels, length].
 *
 * <p>With {@code periodMicros > 0} readings are resampled onto the grid of instants k * periodMicros (k any integer),
 * and window j covers grid points j * strideLength to j * strideLength + length - 1, wherever the stream begins. With
 * {@code periodMicros == 0} nothing is resampled: a window is {@code length} consecutive readings in time order and the
 * next one begins {@code strideLength} readings later; length 1 makes every reading a window of its own (feature rows).
 *
 * @param channels values per reading, at least 1
 * @param length grid points (or readings) per window, at least 1
 * @param strideLength grid points (or readings) between the starts of neighbouring windows, at least 1
 * @param periodMicros distance of neighbouring grid points, microseconds; 0 for no resampling
 * @param outOfOrderMicros how far a reading may lie behind the stream's newest one, microseconds
 * @param maxGapMicros a longer hole between neighbouring readings is not bridged, microseconds
 * @param maxClockJumpMicros a step of the clock longer than this, in either direction, is held to be a fault until the
 *     next packet confirms it, microseconds
 */
public record WindowSpec(
        int channels,
        int length,
        int strideLength,
        long periodMicros,
        long outOfOrderMicros,
        long maxGapMicros,
        long maxClockJumpMicros)
        implements Serializable {

    private static final int MAX_POINTS = 1 << 20;
    private static final int MAX_VALUES = 1 << 24;
    private static final long MAX_PERIOD_MICROS = 86_400_000_000L;
    private static final long MAX_SPAN_MICROS = 36_500L * 86_400_000_000L;
    private static final int READINGS_PER_POINT = 16;
    private static final int MIN_BUFFERED_READINGS = 4096;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException with a sentence that names the option to change
     */
    public WindowSpec {
        require(channels >= 1, "the model must read at least 1 channel, but its input has %d", channels);
        requireRange("window.length", length, 1, MAX_POINTS, "points");
        requireRange("window.stride", strideLength, 1, MAX_POINTS, "points");
        requireRange("window.period", periodMicros, 0, MAX_PERIOD_MICROS, "us");
        requireRange("window.out-of-order", outOfOrderMicros, 0, MAX_SPAN_MICROS, "us");
        requireRange("window.max-gap", maxGapMicros, Math.max(1, periodMicros), MAX_SPAN_MICROS, "us");
        long shortestJump = Math.max(outOfOrderMicros, maxGapMicros);
        requireRange("window.max-clock-jump", maxClockJumpMicros, shortestJump, MAX_SPAN_MICROS, "us");
        require(
                periodMicros > 0 || strideLength <= length,
                "window.stride is %d and window.length %d; without resampling (window.period 0) the stride must not "
                        + "exceed the length",
                strideLength,
                length);
        long points = points(length, strideLength, periodMicros, outOfOrderMicros);
        require(
                points * channels <= MAX_VALUES,
                "window.length, window.stride and window.out-of-order make a stream hold %d readings of %d channels, "
                        + "more than %d values; set smaller ones",
                points,
                channels,
                MAX_VALUES);
    }

    /** Whether readings are resampled onto a grid. */
    public boolean resamples() {
        return periodMicros > 0;
    }

    /**
     * Most readings that one stream's buffer ever holds. A device that sends one reading per grid point needs length +
     * stride + out-of-order span of them; the bound is 16 times that and 4096 at least, unless that were more than 2^24
     * values. A reading beyond it pushes out the oldest one.
     */
    public int maxBufferedReadings() {
        long points = points(length, strideLength, periodMicros, outOfOrderMicros);
        long roomy = Math.max(MIN_BUFFERED_READINGS, READINGS_PER_POINT * points);
        return (int) Math.max(points + 2, Math.min(MAX_VALUES / channels, roomy));
    }

    private static long points(int length, int strideLength, long periodMicros, long outOfOrderMicros) {
        return (long) length + strideLength + (periodMicros == 0 ? 0 : outOfOrderMicros / periodMicros);
    }

    private static void requireRange(String key, long value, long least, long most, String unit) {
        require(
                value >= least && value <= most,
                "%s is %d %s; set it to %d at least and %d at most",
                key,
                value,
                unit,
                least,
                most);
    }

    private static void require(boolean valid, String sentence, Object... facts) {
        if (!valid) {
            throw new IllegalArgumentException(sentence.formatted(facts));
        }
    }
}
