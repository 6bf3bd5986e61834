// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Geometric moving average test for a rising mean, as MOA has it (Roberts 1959; Bifet et al. 2010): running mean m of all
 * values, {@code sum = forgetting sum + (1 - forgetting) (x - m)}.
 *
 * @param warmUp values before the first alarm
 * @param threshold of the sum, in the values' own unit
 * @param forgetting 0..1
 */
public record GeometricMovingAverage(int warmUp, double threshold, double forgetting) implements ChangeDetector {

    /** MOA's defaults. */
    public static final GeometricMovingAverage MOA = new GeometricMovingAverage(30, 1, 0.99);

    private static final int LAYOUT = 104;
    private static final int LENGTH = 4;

    @Override
    public String name() {
        return "GMA";
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
        state[3] = forgetting * state[3] + (1 - forgetting) * (observation[0] - state[2]);
        return state[1] >= warmUp ? state[3] : 0;
    }
}
