// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * Squared Mahalanobis distances as squared lengths: with the covariance C = L transpose(L) of Cholesky, the distance of x
 * is the squared length of inverse(L) x. All in double.
 */
final class Whitening {

    /** Share of the mean variance that is added to every variance, since few samples leave a covariance singular. */
    private static final double SHRINKAGE = 0.01;

    private static final double SMALLEST_VARIANCE = 1e-6;

    private Whitening() {}

    /**
     * The inverse of L, lower triangular, [size, size] row-major.
     *
     * @param covariance holds a symmetric matrix [size, size] from element {@code at} on
     */
    static double[] inverseFactor(float[] covariance, int at, int size) {
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += covariance[at + i * size + i];
        }
        double ridge = SHRINKAGE * trace / size + SMALLEST_VARIANCE;
        return inverse(factor(covariance, at, size, ridge), size);
    }

    private static double[] factor(float[] covariance, int at, int size, double ridge) {
        double[] lower = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance[at + i * size + j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++) {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }
                lower[i * size + j] = i == j ? Math.sqrt(Math.max(sum, ridge / 2)) : sum / lower[j * size + j];
            }
        }
        return lower;
    }

    private static double[] inverse(double[] lower, int size) {
        double[] inverse = new double[size * size];
        for (int j = 0; j < size; j++) {
            for (int i = j; i < size; i++) {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    sum -= lower[i * size + k] * inverse[k * size + j];
                }
                inverse[i * size + j] = sum / lower[i * size + i];
            }
        }
        return inverse;
    }
}
