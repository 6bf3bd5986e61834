// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.Arrays;

/** The optimization of LAME: concave-convex iterations on the assignments of one batch, in double precision. */
final class LaplacianAdjustment {

    /** Added to a probability before its logarithm. */
    static final double OFFSET = 1e-10;

    private static final int NEIGHBOURS = 5;
    private static final int MOST_ITERATIONS = 100;
    private static final double TOLERANCE = 1e-8;
    private static final double SMALLEST = 1e-20;
    private static final double SMALLEST_WIDTH = 1e-12;

    private LaplacianAdjustment() {}

    /**
     * Where the iterations ended.
     *
     * @param assignments class probabilities, [N][classes]
     * @param iterations how many there were
     */
    record Result(double[][] assignments, int iterations) {}

    /**
     * The Gaussian kernel, whose width is the mean distance to the fifth nearest sample, itself counted.
     *
     * @param features rows of length 1, [N][feature size]
     * @return [N][N]
     */
    static double[][] kernel(double[][] features) {
        int samples = features.length;
        double[][] squared = new double[samples][samples];
        double width = 0;
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < samples; j++) {
                for (int d = 0; d < features[i].length; d++) {
                    double difference = features[i][d] - features[j][d];
                    squared[i][j] += difference * difference;
                }
            }
            double[] sorted = squared[i].clone();
            Arrays.sort(sorted);
            width += Math.sqrt(sorted[Math.min(NEIGHBOURS, samples) - 1]) / samples;
        }
        double scale = 2 * Math.max(width * width, SMALLEST_WIDTH);
        for (double[] row : squared) {
            for (int j = 0; j < samples; j++) {
                row[j] = Math.exp(-row[j] / scale);
            }
        }
        return squared;
    }

    /**
     * Iterates until the energy stays.
     *
     * @param unary negative log probabilities, [N][classes]
     * @param kernel affinities, [N][N]
     */
    static Result of(double[][] unary, double[][] kernel) {
        double[][] assignments = softmax(unary, new double[unary.length][unary[0].length]);
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            double[][] pairwise = product(kernel, assignments);
            assignments = softmax(unary, pairwise);
            double energy = energy(assignments, unary, pairwise);
            if (i > 1 && Math.abs(energy - before) <= TOLERANCE * Math.abs(before)) {
                return new Result(assignments, i + 1);
            }
            before = energy;
        }
        return new Result(assignments, MOST_ITERATIONS);
    }

    private static double[][] softmax(double[][] unary, double[][] pairwise) {
        double[][] result = new double[unary.length][unary[0].length];
        for (int n = 0; n < result.length; n++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < result[n].length; c++) {
                result[n][c] = pairwise[n][c] - unary[n][c];
                largest = Math.max(largest, result[n][c]);
            }
            double sum = 0;
            for (int c = 0; c < result[n].length; c++) {
                result[n][c] = Math.exp(result[n][c] - largest);
                sum += result[n][c];
            }
            for (int c = 0; c < result[n].length; c++) {
                result[n][c] /= sum;
            }
        }
        return result;
    }

    private static double[][] product(double[][] kernel, double[][] assignments) {
        double[][] product = new double[assignments.length][assignments[0].length];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < product.length; j++) {
                for (int c = 0; c < product[i].length; c++) {
                    product[i][c] += kernel[i][j] * assignments[j][c];
                }
            }
        }
        return product;
    }

    private static double energy(double[][] assignments, double[][] unary, double[][] pairwise) {
        double energy = 0;
        for (int n = 0; n < unary.length; n++) {
            for (int c = 0; c < unary[n].length; c++) {
                double y = assignments[n][c];
                energy += y * (unary[n][c] - pairwise[n][c] + Math.log(Math.max(y, SMALLEST)));
            }
        }
        return energy;
    }
}
