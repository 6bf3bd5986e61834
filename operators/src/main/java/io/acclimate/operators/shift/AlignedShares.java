// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Class shares of windows whose inputs have moved, too: the model's answers take a corrupted input for some classes more often than for
 * others, which looks like a change of their shares. Here features are a mixture of Gaussians around the stream's own class means,
 * which all may have moved by the same offset, drawn together or apart by the same factor, and spread by the same factor; expectation
 * maximization from the shares before, which count for a few windows, so that classes that cannot be told apart any more keep theirs.
 */
final class AlignedShares {

    private static final int STEPS = 30;
    private static final double PRIOR_WINDOWS = 4;
    private static final double SMALLEST_SHARE = 1e-12;
    private static final double CLOSEST = 0.05;
    private static final double FURTHEST = 3;
    private static final double CALMEST = 0.2;
    private static final double WILDEST = 50;

    private final double[][] windows;
    private final double[][] means;
    private final double[] variance;
    private final double[] before;
    private final double[] centre;
    private final double[][] posterior;
    private final double[] shares;
    private final double[] offset;
    private double apart = 1;
    private double spread = 1;

    /**
     * Estimates.
     *
     * @param windows features, [windows][directions]
     * @param means of the classes before, [classes][directions]
     * @param variance within classes, above 0, [directions]
     * @param before shares before, [classes]
     */
    AlignedShares(double[][] windows, double[][] means, double[] variance, double[] before) {
        this.windows = windows;
        this.means = means;
        this.variance = variance;
        this.before = before;
        this.shares = before.clone();
        this.posterior = new double[windows.length][before.length];
        this.centre = new double[variance.length];
        this.offset = new double[variance.length];
        for (int d = 0; d < variance.length; d++) {
            for (int k = 0; k < before.length; k++) {
                centre[d] += before[k] * means[k][d];
            }
            for (double[] window : windows) {
                offset[d] += window[d] / windows.length;
            }
            offset[d] -= centre[d];
        }
        for (int step = 0; step < STEPS; step++) {
            expect();
            weigh();
            place();
        }
    }

    /** The shares, [classes]. */
    double[] shares() {
        return shares;
    }

    private double mean(int k, int d) {
        return centre[d] + offset[d] + apart * (means[k][d] - centre[d]);
    }

    private void expect() {
        for (int n = 0; n < windows.length; n++) {
            double[] row = posterior[n];
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.log(shares[k] + SMALLEST_SHARE);
                for (int d = 0; d < variance.length; d++) {
                    double off = windows[n][d] - mean(k, d);
                    row[k] -= off * off / (2 * spread * variance[d]);
                }
                largest = Math.max(largest, row[k]);
            }
            double total = 0;
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.exp(row[k] - largest);
                total += row[k];
            }
            for (int k = 0; k < row.length; k++) {
                row[k] /= total;
            }
        }
    }

    private void weigh() {
        Arrays.setAll(shares, k -> PRIOR_WINDOWS * before[k]);
        for (double[] row : posterior) {
            for (int k = 0; k < row.length; k++) {
                shares[k] += row[k];
            }
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= windows.length + PRIOR_WINDOWS;
        }
    }

    private void place() {
        Arrays.fill(offset, 0);
        each((n, k, d, weight) ->
                offset[d] += weight * (windows[n][d] - centre[d] - apart * (means[k][d] - centre[d])) / windows.length);
        double[] fit = new double[2];
        each((n, k, d, weight) -> {
            double arm = means[k][d] - centre[d];
            fit[0] += weight * arm * (windows[n][d] - centre[d] - offset[d]) / variance[d];
            fit[1] += weight * arm * arm / variance[d];
        });
        apart = Math.max(CLOSEST, Math.min(FURTHEST, fit[0] / Math.max(SMALLEST_SHARE, fit[1])));
        double[] squares = new double[1];
        each((n, k, d, weight) -> {
            double off = windows[n][d] - mean(k, d);
            squares[0] += weight * off * off / variance[d];
        });
        spread = Math.max(CALMEST, Math.min(WILDEST, squares[0] / windows.length / variance.length));
    }

    /** What is done with every window, class and direction. */
    @FunctionalInterface
    private interface Sum {
        void add(int window, int label, int direction, double weight);
    }

    private void each(Sum sum) {
        for (int n = 0; n < windows.length; n++) {
            for (int k = 0; k < before.length; k++) {
                for (int d = 0; d < variance.length; d++) {
                    sum.add(n, k, d, posterior[n][k]);
                }
            }
        }
    }
}
