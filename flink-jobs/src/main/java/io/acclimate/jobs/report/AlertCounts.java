// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.report.ShiftFinding.State;

import java.util.List;

/**
 * Known shifts against alerts.
 *
 * @param reached known shifts that the streams were played up to
 * @param found of them, those under which an alert was opened
 * @param alreadyOpen of them, those that began while an earlier incident was still open
 * @param missed of them, the rest
 * @param falseAlarms alerts opened on unshifted streams or before the stream's first shift
 * @param medianDelaySeconds of the found, stream time from the shift's start until the alert, seconds; NaN if none was
 */
public record AlertCounts(
        int reached, int found, int alreadyOpen, int missed, long falseAlarms, double medianDelaySeconds) {

    static AlertCounts of(List<ShiftFinding> findings, long falseAlarms) {
        int found = count(findings, State.FOUND);
        int alreadyOpen = count(findings, State.ALREADY_OPEN);
        int missed = count(findings, State.MISSED);
        long[] delays = findings.stream()
                .filter(finding -> finding.state() == State.FOUND)
                .mapToLong(ShiftFinding::delayMicros)
                .sorted()
                .toArray();
        return new AlertCounts(
                found + alreadyOpen + missed, found, alreadyOpen, missed, falseAlarms, median(delays) / 1e6);
    }

    private static int count(List<ShiftFinding> findings, State state) {
        return (int)
                findings.stream().filter(finding -> finding.state() == state).count();
    }

    private static double median(long[] sorted) {
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
