// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Least-squares density difference (Sugiyama et al., Neural Computation 2013; online by Bu, Alippi and Zhao, IEEE TNNLS
 * 2018) of the last rows: with 2 W source rows as centres c of Gaussian kernels of squared width s, {@code h = mean over
 * source of k(x, c) - mean over window}, {@code H_ij = (pi s)^(d/2) exp(-|c_i - c_j|^2 / (4 s))}, {@code theta = (H + lambda
 * I)^-1 h}; the statistic is {@code 2 theta h - theta H theta}. H is taken without its constant factor, which only scales
 * lambda; lambda stays at {@value #RIDGE} instead of being cross-validated. See {@link WindowTest} for the threshold.
 */
public final class OnlineLsdd extends WindowTest {

    private static final int LAYOUT = 112;
    private static final double RIDGE = 0.1;

    private final double[][] centres;
    private final double[][] gram;
    private final double[][] inverse;
    /** Kernels of every source row, [rows][centres]. */
    private final double[][] sourceKernels;

    /**
     * A test.
     *
     * @param reference source rows, [rows][columns], at least four windows
     * @param window rows compared
     * @param runLength rows to a false alarm on average
     * @param seed of the splits that the threshold comes from
     */
    public OnlineLsdd(double[][] reference, int window, double runLength, long seed) {
        super(LAYOUT, reference, window);
        centres = new double[2 * window][];
        Arrays.setAll(centres, i -> reference[i * reference.length / centres.length]);
        gram = new double[centres.length][centres.length];
        for (int i = 0; i < centres.length; i++) {
            for (int j = 0; j < centres.length; j++) {
                gram[i][j] = Math.exp(-squaredDistance(centres[i], centres[j]) / (4 * widthSquared));
            }
        }
        inverse = inverted(gram);
        sourceKernels = new double[reference.length][];
        Arrays.setAll(sourceKernels, i -> kernels(reference[i]));
        calibrate(runLength, seed);
    }

    @Override
    public String name() {
        return "LSDD";
    }

    private double[] kernels(double[] row) {
        double[] kernels = new double[centres.length];
        Arrays.setAll(kernels, c -> Math.exp(-squaredDistance(row, centres[c]) / (2 * widthSquared)));
        return kernels;
    }

    @Override
    double[] source(int[] rows) {
        double[] mean = new double[centres.length];
        for (int row : rows) {
            add(mean, sourceKernels[row], 1.0 / rows.length);
        }
        return mean;
    }

    @Override
    double statistic(double[][] stream, int from, int[] against, double[] source) {
        double[] h = source.clone();
        for (int i = from; i < from + window; i++) {
            add(h, kernels(stream[i]), -1.0 / window);
        }
        double[] theta = times(inverse, h);
        return 2 * dot(theta, h) - dot(theta, times(gram, theta));
    }

    private static void add(double[] sum, double[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    private static double dot(double[] one, double[] other) {
        double total = 0;
        for (int i = 0; i < one.length; i++) {
            total += one[i] * other[i];
        }
        return total;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[matrix.length];
        Arrays.setAll(product, i -> dot(matrix[i], vector));
        return product;
    }

    /** Inverse of {@code gram + RIDGE I}, positive definite, by Gauss and Jordan. */
    private static double[][] inverted(double[][] gram) {
        int n = gram.length;
        double[][] left = new double[n][];
        double[][] right = new double[n][n];
        for (int i = 0; i < n; i++) {
            left[i] = gram[i].clone();
            left[i][i] += RIDGE;
            right[i][i] = 1;
        }
        for (int i = 0; i < n; i++) {
            double pivot = left[i][i];
            for (int column = 0; column < n; column++) {
                left[i][column] /= pivot;
                right[i][column] /= pivot;
            }
            for (int row = 0; row < n; row++) {
                double factor = row == i ? 0 : left[row][i];
                add(left[row], left[i], -factor);
                add(right[row], right[i], -factor);
            }
        }
        return right;
    }
}
