// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Maximum mean discrepancy (Gretton et al., JMLR 2012) of the last rows: {@code mean k(x, x') + mean k(y, y') - 2 mean k(x,
 * y)} without the diagonals, Gaussian kernel {@code exp(-|x - y|^2 / (2 median))}. See {@link WindowTest} for the threshold.
 */
public final class OnlineMmd extends WindowTest {

    private static final int LAYOUT = 111;

    /** Of every two source rows. */
    private final double[][] kernel;

    /**
     * A test.
     *
     * @param reference source rows, [rows][columns], at least four windows
     * @param window rows compared
     * @param runLength rows to a false alarm on average
     * @param seed of the splits that the threshold comes from
     */
    public OnlineMmd(double[][] reference, int window, double runLength, long seed) {
        super(LAYOUT, reference, window);
        kernel = new double[reference.length][reference.length];
        for (int i = 0; i < reference.length; i++) {
            for (int j = 0; j < reference.length; j++) {
                kernel[i][j] = kernel(reference[i], reference[j]);
            }
        }
        calibrate(runLength, seed);
    }

    private double kernel(double[] x, double[] y) {
        return Math.exp(-squaredDistance(x, y) / (2 * widthSquared));
    }

    @Override
    public String name() {
        return "MMD";
    }

    @Override
    double statistic(double[][] stream, int from, int[] against, double[] source) {
        double within = 0;
        double across = 0;
        for (int i = from; i < from + window; i++) {
            for (int j = from; j < i; j++) {
                within += 2 * kernel(stream[i], stream[j]);
            }
            for (int row : against) {
                across += kernel(stream[i], reference[row]);
            }
        }
        return source[0] + within / window / (window - 1) - 2 * across / window / against.length;
    }

    @Override
    double[] source(int[] rows) {
        double total = 0;
        for (int i : rows) {
            for (int j : rows) {
                total += i == j ? 0 : kernel[i][j];
            }
        }
        return new double[] {total / rows.length / (rows.length - 1)};
    }
}
