// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * EWMA chart (Roberts, Technometrics 1959): {@code z = rate x + (1 - rate) z}; the score is {@code |z|} over its standard
 * deviation {@code sqrt(rate / (2 - rate) (1 - (1 - rate)^(2 n)))}, x standardized by a reference that stays.
 *
 * @param rate weight of the newest value, 0..1
 * @param threshold standard deviations of z
 */
public record Ewma(double rate, double threshold) implements ChangeDetector {

    private static final int LAYOUT = 102;
    private static final int LENGTH = 3;

    @Override
    public String name() {
        return "EWMA";
    }

    @Override
    public double[] start() {
        return new double[] {LAYOUT, 0, 0};
    }

    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, LENGTH);
        state[1] = rate * observation[0] + (1 - rate) * state[1];
        state[2]++;
        double settled = 1 - Math.pow(1 - rate, 2 * state[2]);
        return Math.abs(state[1]) / Math.sqrt(rate / (2 - rate) * settled);
    }
}
