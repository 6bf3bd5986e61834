// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How one stream fared.
 *
 * @param streamId the stream
 * @param groups the groups of its known shifts, in order of time; only {@link ShiftGroup#UNSHIFTED} if it has none
 * @param windows predictions, repeated ones not counted
 * @param accuracy over all of them whose class is known
 * @param segments accuracy between the borders of its shifts; empty if it has fewer than two
 * @param findings its known shifts against the alerts, in order of time
 * @param alertsOpened incidents
 * @param falseAlarms of them, those before its first shift; all of them if it has none
 */
public record StreamResult(
        String streamId,
        List<ShiftGroup> groups,
        long windows,
        Accuracy accuracy,
        List<Segment> segments,
        List<ShiftFinding> findings,
        long alertsOpened,
        long falseAlarms) {

    /**
     * A stretch between two borders of known shifts.
     *
     * @param name what the run calls it
     * @param fromMicros start, microseconds after the stream's first reading
     * @param accuracy of the windows whose last instant lies in it
     */
    public record Segment(String name, long fromMicros, Accuracy accuracy) {}

    /** Copies the lists. */
    public StreamResult {
        groups = List.copyOf(groups);
        segments = List.copyOf(segments);
        findings = List.copyOf(findings);
    }

    /**
     * Mean of an accuracy over the segments that have one, each with the same weight however many windows it holds; NaN
     * without any.
     */
    public double segmentMean(ToDoubleFunction<Accuracy> share) {
        return segments.stream()
                .mapToDouble(segment -> share.applyAsDouble(segment.accuracy()))
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}
