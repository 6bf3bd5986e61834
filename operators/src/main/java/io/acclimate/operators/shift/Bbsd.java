// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Black-box shift detection (Lipton, Wang and Smola 2018; Rabanser, Guennemann and Lipton 2019): chi-square test of the
 * predicted classes and a binned Kolmogorov-Smirnov test of every class's softmax value, Bonferroni-corrected, over a sum
 * of the last batches that forgets by {@code 1 - 1 / batches} per batch. The sum counts as {@code (sum w)^2 / sum w^2} rows.
 * The score is {@code -ln p}. It is built for windows that are independent; the job charts the batches' distances instead.
 *
 * @param reference what the frozen model answers on source data
 * @param batches about as many are in the sum
 * @param alpha probability of an alarm per batch without a shift, 0..1
 */
public record Bbsd(SoftmaxReference reference, int batches, double alpha) implements ChangeDetector {

    private static final int LAYOUT = 110;
    private static final double SMALLEST = 1e-300;

    @Override
    public String name() {
        return "BBSD";
    }

    @Override
    public double[] start() {
        double[] state = new double[length()];
        state[0] = LAYOUT;
        return state;
    }

    private int length() {
        return 3 + reference.classes() * (1 + SoftmaxReference.BINS);
    }

    /** Takes in a batch's {@link SoftmaxReference#count}. */
    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, length());
        double kept = 1 - 1.0 / batches;
        state[1] = kept * kept * state[1] + observation[0];
        double[] sums = new double[observation.length];
        for (int i = 0; i < observation.length; i++) {
            sums[i] = kept * state[2 + i] + observation[i];
            state[2 + i] = sums[i];
        }
        double rows = sums[0] * sums[0] / state[1];
        int classes = reference.classes();
        double byClasses = Distributions.chiSquareUpper(rows * reference.classDistance(sums), classes - 1);
        double bySoftmax = classes * Distributions.kolmogorovUpper(reference.softmaxDistance(sums), rows);
        return -Math.log(Math.max(SMALLEST, Math.min(1, 2 * Math.min(byClasses, bySoftmax))));
    }

    @Override
    public double threshold() {
        return -Math.log(alpha);
    }
}
