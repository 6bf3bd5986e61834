// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Page-Hinkley test for a rising mean, as River and MOA have it (Page 1954; Gama, Sebastiao and Rodrigues 2013): running mean
 * m of all values, {@code sum = max(0, forgetting sum + x - m - tolerance)}. Their defaults assume an error rate between 0
 * and 1; on standardized values {@link #RIVER} alarms within 3,000 values in more than half of the runs.
 *
 * @param warmUp values before the first alarm
 * @param tolerance change of the mean that is no shift, in the values' own unit
 * @param threshold of the sum
 * @param forgetting of the sum, 0..1
 */
public record PageHinkley(int warmUp, double tolerance, double threshold, double forgetting) implements ChangeDetector {

    /** River's defaults. */
    public static final PageHinkley RIVER = new PageHinkley(30, 0.005, 50, 1 - 1e-4);

    private static final int LAYOUT = 103;
    private static final int LENGTH = 4;

    @Override
    public String name() {
        return "Page-Hinkley";
    }

    @Override
    public double[] start() {
        return new double[] {LAYOUT, 0, 0, 0};
    }

    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, LENGTH);
        state[1]++;
        state[2] += (observation[0] - state[2]) / state[1];
        state[3] = Math.max(0, forgetting * state[3] + observation[0] - state[2] - tolerance);
        // River counts from 1, so its 30th value is the first that may alarm when this count is 29.
        return state[1] + 1 >= warmUp ? state[3] : 0;
    }
}
