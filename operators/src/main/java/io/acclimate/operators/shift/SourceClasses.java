// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * The source's classes as the frozen model sees them. Windows are counted to classes by its answers f_k and not by labels: under a
 * shift of the labels alone the mean of anything is {@code sum_k q_k/p_k E[f_k x]} for true posteriors f, whichever way they overlap.
 *
 * @param prior shares of the labels, above 0, [classes]
 * @param means of the features of each class, [classes][directions]
 * @param variance of the features within classes, mean over them by share, above 0, [directions]
 * @param between variance of streams' own class means around these, [directions]
 */
record SourceClasses(double[] prior, double[][] means, double[] variance, double[] between) {

    private static final double SMALLEST_SHARE = 1e-4;
    private static final double SMALLEST_VARIANCE = 1e-12;

    /**
     * Works them out.
     *
     * @param levels deviation of streams' mean features, [directions]; the mean over classes of as many independent ones
     */
    static SourceClasses of(SourceSample sample, double[] levels) {
        int directions = levels.length;
        double[] prior = prior(sample);
        double[][] means = new double[prior.length][directions];
        double[][] squares = new double[prior.length][directions];
        double[] variance = new double[directions];
        double[] between = new double[directions];
        double concentration = 0;
        for (int k = 0; k < prior.length; k++) {
            concentration += prior[k] * prior[k];
            double counted = SMALLEST_SHARE;
            for (int row = 0; row < sample.size(); row++) {
                double weight = sample.probabilities()[row][k];
                counted += weight;
                for (int d = 0; d < directions; d++) {
                    double value = sample.projected()[row][d];
                    means[k][d] += weight * value;
                    squares[k][d] += weight * value * value;
                }
            }
            for (int d = 0; d < directions; d++) {
                means[k][d] /= counted;
                variance[d] += prior[k] * Math.max(0, squares[k][d] / counted - means[k][d] * means[k][d]);
            }
        }
        for (int d = 0; d < directions; d++) {
            variance[d] = Math.max(SMALLEST_VARIANCE, variance[d]);
            between[d] = levels[d] * levels[d] / concentration;
        }
        return new SourceClasses(prior, means, variance, between);
    }

    private static double[] prior(SourceSample sample) {
        double[] shares = new double[sample.probabilities()[0].length];
        for (int label : sample.labels()) {
            shares[label] += 1.0 / sample.size();
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] = Math.max(SMALLEST_SHARE, shares[k]);
        }
        return shares;
    }

    int classes() {
        return prior.length;
    }

    int directions() {
        return variance.length;
    }
}
