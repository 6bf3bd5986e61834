// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;

/**
 * How the streams of one shift group fared.
 *
 * @param group what shifts, and how
 * @param streams streams in the group
 * @param before windows that end before the stream's first shift; all of them where nothing shifts
 * @param during windows that hold shifted readings
 * @param after windows that begin after the last shift is over
 * @param series accuracy over stream time, in order of time, at most a few dozen bins
 * @param alerts the group's known shifts against the alerts
 */
public record GroupResult(
        ShiftGroup group,
        int streams,
        Accuracy before,
        Accuracy during,
        Accuracy after,
        List<Bin> series,
        AlertCounts alerts) {

    /**
     * A stretch of stream time. Streams are aligned at the start of the group's first shift, unshifted ones at their
     * first reading.
     *
     * @param fromMicros start, relative to the instant that the streams are aligned at, microseconds
     * @param widthMicros length, microseconds
     * @param accuracy of the windows whose last instant lies in it
     * @param strength mean strength of the true shift at its middle, 0..1
     */
    public record Bin(long fromMicros, long widthMicros, Accuracy accuracy, double strength) {}

    /** Copies the series. */
    public GroupResult {
        series = List.copyOf(series);
    }

    /** See {@link Accuracy#recovered}. */
    public double recovered() {
        return Accuracy.recovered(before, during);
    }
}
