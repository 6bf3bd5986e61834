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
    private final double[] precision;
    private final double[] before;
    private final double[] centre;
    private final double[][] posterior;
    private final double[] shares;
    private final double[] weights;
    private final double[][] sums;
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
        this.precision = new double[variance.length];
        Arrays.setAll(precision, d -> 1 / variance[d]);
        this.before = before;
        this.shares = before.clone();
        this.posterior = new double[windows.length][before.length];
        this.weights = new double[before.length];
        this.sums = new double[before.length][variance.length];
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

    private void expect() {
        double[][] placed = placed();
        for (int n = 0; n < windows.length; n++) {
            double[] row = posterior[n];
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < row.length; k++) {
                double squares = 0;
                for (int d = 0; d < precision.length; d++) {
                    double off = windows[n][d] - placed[k][d];
                    squares += off * off * precision[d];
                }
                row[k] = Math.log(shares[k] + SMALLEST_SHARE) - squares / (2 * spread);
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

    /** Where the class means are now, [classes][directions]. */
    private double[][] placed() {
        double[][] placed = new double[before.length][precision.length];
        for (int k = 0; k < placed.length; k++) {
            for (int d = 0; d < precision.length; d++) {
                placed[k][d] = centre[d] + offset[d] + apart * (means[k][d] - centre[d]);
            }
        }
        return placed;
    }

    /** Takes windows into their classes, as far as they belong there, and the shares from that. */
    private void weigh() {
        Arrays.fill(weights, 0);
        for (int k = 0; k < weights.length; k++) {
            Arrays.fill(sums[k], 0);
            for (int n = 0; n < windows.length; n++) {
                weights[k] += posterior[n][k];
                for (int d = 0; d < precision.length; d++) {
                    sums[k][d] += posterior[n][k] * windows[n][d];
                }
            }
            shares[k] = (PRIOR_WINDOWS * before[k] + weights[k]) / (windows.length + PRIOR_WINDOWS);
        }
    }

    private void place() {
        Arrays.fill(offset, 0);
        for (int k = 0; k < weights.length; k++) {
            for (int d = 0; d < precision.length; d++) {
                double arm = means[k][d] - centre[d];
                offset[d] += (sums[k][d] - weights[k] * (centre[d] + apart * arm)) / windows.length;
            }
        }
        double along = 0;
        double arms = 0;
        for (int k = 0; k < weights.length; k++) {
            for (int d = 0; d < precision.length; d++) {
                double arm = means[k][d] - centre[d];
                along += arm * (sums[k][d] - weights[k] * (centre[d] + offset[d])) * precision[d];
                arms += weights[k] * arm * arm * precision[d];
            }
        }
        apart = Math.max(CLOSEST, Math.min(FURTHEST, along / Math.max(SMALLEST_SHARE, arms)));
        spread = Math.max(CALMEST, Math.min(WILDEST, squares() / windows.length / precision.length));
    }

    /** Squared distances of all windows from the means of the classes that they belong to, in units of the variance. */
    private double squares() {
        double[][] placed = placed();
        double squares = 0;
        for (int d = 0; d < precision.length; d++) {
            double direction = 0;
            for (double[] window : windows) {
                direction += window[d] * window[d];
            }
            for (int k = 0; k < weights.length; k++) {
                direction += placed[k][d] * (weights[k] * placed[k][d] - 2 * sums[k][d]);
            }
            squares += direction * precision[d];
        }
        return squares;
    }
}
