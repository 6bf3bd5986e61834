// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

/** Eigenvectors of a symmetric matrix with the largest eigenvalues, by cyclic Jacobi rotations. */
final class PrincipalAxes {

    private static final int SWEEPS = 20;
    private static final double NEGLIGIBLE = 1e-18;

    private PrincipalAxes() {}

    /**
     * The axes.
     *
     * @param matrix symmetric, [size][size]; destroyed
     * @param count wanted
     * @return unit vectors, [count][size], largest eigenvalue first; the largest component of each is positive
     */
    static double[][] of(double[][] matrix, int count) {
        int size = matrix.length;
        double[][] vectors = new double[size][size];
        double trace = 0;
        for (int i = 0; i < size; i++) {
            vectors[i][i] = 1;
            trace += matrix[i][i];
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    if (Math.abs(matrix[p][q]) > NEGLIGIBLE * trace) {
                        rotate(matrix, vectors, p, q);
                    }
                }
            }
        }
        return largest(matrix, vectors, count);
    }

    private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < matrix.length; k++) {
            double kp = matrix[k][p];
            double kq = matrix[k][q];
            matrix[k][p] = c * kp - s * kq;
            matrix[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < matrix.length; k++) {
            double pk = matrix[p][k];
            double qk = matrix[q][k];
            matrix[p][k] = c * pk - s * qk;
            matrix[q][k] = s * pk + c * qk;
            double vp = vectors[p][k];
            double vq = vectors[q][k];
            vectors[p][k] = c * vp - s * vq;
            vectors[q][k] = s * vp + c * vq;
        }
    }

    private static double[][] largest(double[][] matrix, double[][] vectors, int count) {
        boolean[] taken = new boolean[matrix.length];
        double[][] axes = new double[count][];
        for (int i = 0; i < count; i++) {
            int best = -1;
            for (int k = 0; k < matrix.length; k++) {
                best = !taken[k] && (best < 0 || matrix[k][k] > matrix[best][best]) ? k : best;
            }
            taken[best] = true;
            axes[i] = signed(vectors[best]);
        }
        return axes;
    }

    private static double[] signed(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        if (largest < 0) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = -vector[i];
            }
        }
        return vector;
    }
}
