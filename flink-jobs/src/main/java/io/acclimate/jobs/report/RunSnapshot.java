// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.ShiftProfile;

import java.time.Duration;
import java.util.List;

/**
 * A run as its scoreboard saw it at one moment.
 *
 * @param title heading of the run's report
 * @param modelId SHA-256 of the model package, hexadecimal
 * @param elapsed wall-clock time since the scoreboard was set up
 * @param counts records of every kind
 * @param overall accuracy over all scored windows
 * @param recent accuracy over the last 1000 scored windows
 * @param classes accuracy over the windows of each class, in order of the label
 * @param groups results by shift group, the unshifted first
 * @param streams results by stream, in the order in which the run names them
 * @param alerts all known shifts against all alerts
 * @param marks opened alerts in order of arrival, the first 2000
 * @param adaptation what adaptation did
 * @param latency from arrival to prediction
 * @param throughput windows over wall-clock time
 */
public record RunSnapshot(
        String title,
        String modelId,
        Duration elapsed,
        Counts counts,
        Accuracy overall,
        Accuracy recent,
        List<ClassResult> classes,
        List<GroupResult> groups,
        List<StreamResult> streams,
        AlertCounts alerts,
        List<AlertMark> marks,
        AdaptationCounts adaptation,
        LatencySummary latency,
        Throughput throughput) {

    /**
     * Records by what became of them.
     *
     * @param windows predictions, repeated ones not counted
     * @param duplicates predictions of a window that its stream had passed
     * @param foreign predictions and alerts of streams that the run does not play
     * @param alertsOpened incidents
     * @param alertsResolved of them, those that were resolved
     * @param deadLetters records that could not be used
     */
    public record Counts(
            long windows, long duplicates, long foreign, long alertsOpened, long alertsResolved, long deadLetters) {}

    /**
     * Accuracy over the windows of one class.
     *
     * @param name the class
     * @param accuracy share of its windows that were recognised
     */
    public record ClassResult(String name, Accuracy accuracy) {}

    /** Copies the lists. */
    public RunSnapshot {
        classes = List.copyOf(classes);
        groups = List.copyOf(groups);
        streams = List.copyOf(streams);
        marks = List.copyOf(marks);
    }

    /**
     * Share of the frozen model's lost accuracy that adapting won back, see {@link Accuracy#recovered}; NaN if the run has
     * no such shift.
     */
    public double recovered(ShiftKind kind, ShiftProfile profile) {
        ShiftGroup wanted = ShiftGroup.of(kind, profile);
        return groups.stream()
                .filter(result -> result.group().equals(wanted))
                .mapToDouble(GroupResult::recovered)
                .findFirst()
                .orElse(Double.NaN);
    }
}
