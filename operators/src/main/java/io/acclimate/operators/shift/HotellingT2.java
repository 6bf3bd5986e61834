// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Hotelling's T2 of single vectors (Hotelling 1947) with uncorrelated components of known variance 1: the sum of their
 * squares, chi-square with {@code size} degrees of freedom. It forgets everything: good for large shifts, slow for small.
 *
 * @param size components
 * @param alpha probability of an alarm per vector without a shift, 0..1
 */
public record HotellingT2(int size, double alpha) implements ChangeDetector {

    private static final int LAYOUT = 108;

    @Override
    public String name() {
        return "Hotelling T2";
    }

    @Override
    public double[] start() {
        return new double[] {LAYOUT};
    }

    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, 1);
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += observation[i] * observation[i];
        }
        return squares;
    }

    @Override
    public double threshold() {
        return Distributions.chiSquareQuantile(1 - alpha, size);
    }
}
