// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Two-sided tabular CUSUM chart (Page, Biometrika 1954): {@code up = max(0, up + x - k)}, {@code down = max(0, down - x - k)},
 * x standardized by a reference that stays; the score is the larger sum. {@link FalseAlarmBudget} chooses its threshold.
 *
 * @param referenceValue k, standard deviations; half of the shift that the chart is tuned to
 * @param threshold of the sums, standard deviations
 */
public record Cusum(double referenceValue, double threshold) implements ChangeDetector {

    private static final int LAYOUT = 101;
    private static final int LENGTH = 3;

    @Override
    public String name() {
        return "CUSUM";
    }

    @Override
    public double[] start() {
        return new double[] {LAYOUT, 0, 0};
    }

    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, LENGTH);
        state[1] = Math.max(0, state[1] + observation[0] - referenceValue);
        state[2] = Math.max(0, state[2] - observation[0] - referenceValue);
        return Math.max(state[1], state[2]);
    }
}
