// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Multivariate CUSUM chart (Crosier, Technometrics 1988), for vectors of uncorrelated components with variance 1:
 * {@code c = |sum + x|}; {@code sum = 0} if {@code c <= k}, else {@code (sum + x)(1 - k / c)}; the score is {@code |sum|}.
 * {@link McusumRunLength} chooses its threshold.
 *
 * @param size components, at most 16: with more the delay outgrows that of single charts
 * @param referenceValue k, standard deviations
 * @param threshold of the length of the sum, standard deviations
 */
public record Mcusum(int size, double referenceValue, double threshold) implements ChangeDetector {

    private static final int LAYOUT = 107;
    private static final int LARGEST = 16;

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is not from 1 to 16
     */
    public Mcusum {
        if (size < 1 || size > LARGEST) {
            throw new IllegalArgumentException("MCUSUM takes 1 to 16 components, not " + size + "; project them first");
        }
    }

    @Override
    public String name() {
        return "MCUSUM";
    }

    @Override
    public double[] start() {
        double[] state = new double[1 + size];
        state[0] = LAYOUT;
        return state;
    }

    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, 1 + size);
        double squares = 0;
        for (int i = 1; i <= size; i++) {
            state[i] += observation[i - 1];
            squares += state[i] * state[i];
        }
        double length = Math.sqrt(squares);
        double kept = length <= referenceValue ? 0 : 1 - referenceValue / length;
        for (int i = 1; i <= size; i++) {
            state[i] *= kept;
        }
        return length * kept;
    }
}
