// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import java.util.List;

/**
 * Alarms against known change points: a change is found if an alarm lies in the {@code horizon} steps from it on (before the
 * next change); the first such alarm is a hit, all others are false.
 *
 * @param steps of all streams
 * @param changes known change points
 * @param found changes that were found
 * @param falseAlarms alarms that are no hit
 * @param delay summed steps from change to hit
 */
record DetectionScore(long steps, int changes, int found, int falseAlarms, long delay) {

    static final DetectionScore NONE = new DetectionScore(0, 0, 0, 0, 0);

    static DetectionScore of(List<Integer> alarms, int[] changes, int steps, int horizon) {
        int found = 0;
        long delay = 0;
        for (int c = 0; c < changes.length; c++) {
            int end = Math.min(changes[c] + horizon, c + 1 < changes.length ? changes[c + 1] : steps);
            for (int alarm : alarms) {
                if (alarm >= changes[c] && alarm < end) {
                    found++;
                    delay += alarm - changes[c];
                    break;
                }
            }
        }
        return new DetectionScore(steps, changes.length, found, alarms.size() - found, delay);
    }

    DetectionScore plus(DetectionScore other) {
        return new DetectionScore(
                steps + other.steps,
                changes + other.changes,
                found + other.found,
                falseAlarms + other.falseAlarms,
                delay + other.delay);
    }

    double recall() {
        return changes == 0 ? Double.NaN : (double) found / changes;
    }

    double precision() {
        return found + falseAlarms == 0 ? Double.NaN : (double) found / (found + falseAlarms);
    }

    double f1() {
        return 2.0 * found / Math.max(1, found + falseAlarms + changes);
    }

    double meanDelay() {
        return found == 0 ? Double.NaN : (double) delay / found;
    }

    /** Steps per false alarm; infinite without one. */
    double betweenFalseAlarms() {
        return falseAlarms == 0 ? Double.POSITIVE_INFINITY : (double) steps / falseAlarms;
    }
}
