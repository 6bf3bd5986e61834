// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import java.util.List;

/**
 * Score of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015), standard profile: in a window from each change on, the
 * first alarm counts {@code 2 / (1 + exp(5 y)) - 1} times {@code 1/0.9866}, y from -1 at its begin to 0 at its end; an alarm outside
 * costs 0.11 times a sigmoid of its distance from the last window; a window without alarm costs 1. 100 is perfect, 0 is no
 * alarm at all.
 */
final class NabScore {

    private static final double FALSE_WEIGHT = 0.11;
    private static final double STEEPNESS = 5;

    private final int window;
    private double sum;
    private int changes;

    /** Windows are {@code window} steps long, from the change on. */
    NabScore(int window) {
        this.window = window;
    }

    void add(List<Integer> alarms, int[] starts) {
        changes += starts.length;
        for (int start : starts) {
            int hit = alarms.stream()
                    .filter(alarm -> alarm >= start && alarm < start + window)
                    .findFirst()
                    .orElse(-1);
            sum += hit < 0 ? -1 : sigmoid((double) (hit - start) / window - 1) / sigmoid(-1);
        }
        for (int alarm : alarms) {
            sum += outside(alarm, starts);
        }
    }

    private double outside(int alarm, int[] starts) {
        double distance = Double.POSITIVE_INFINITY;
        for (int start : starts) {
            if (alarm >= start && alarm < start + window) {
                return 0;
            }
            if (alarm >= start + window) {
                distance = Math.min(distance, (double) (alarm - start - window) / window);
            }
        }
        return FALSE_WEIGHT * Math.max(-1, distance > 3 ? -1 : sigmoid(distance));
    }

    private static double sigmoid(double y) {
        return 2 / (1 + Math.exp(STEEPNESS * y)) - 1;
    }

    /** The normalized score. */
    double value() {
        return 100 * (sum + changes) / (2.0 * changes);
    }
}
