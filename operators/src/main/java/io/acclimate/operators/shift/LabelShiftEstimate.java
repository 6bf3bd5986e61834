// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Tells a shift of the class frequencies from one of the inputs. Class shares q of the windows are estimated by maximum
 * likelihood (MLLS: Saerens, Latinne and Decaestecker 2002; the expectation maximization {@code q_k <- mean q_k/p_k f_k /
 * sum_j q_j/p_j f_j}), without the calibration that Alexandari et al. 2020 put before it. If only they have moved, the
 * windows look like source windows drawn with these shares; what is left is the residual: the squared distance of the mean
 * features from {@code sum q_k mu_k}, in units of the variance within classes, and the largest distance of any class's softmax
 * distribution from the reweighted source's. Both are compared with {@value #DRAWS} bootstrap draws that resample the source
 * windows, too.
 */
final class LabelShiftEstimate {

    private static final int DRAWS = 199;
    private static final int STEPS = 40;
    private static final double SMALLEST_SHARE = 1e-4;

    private final SourceSample source;
    private final int classes;
    private final double[] prior;

    /**
     * What was found.
     *
     * @param shares estimated class shares, [classes]
     * @param prior class shares of the source, [classes]
     * @param moved total variation distance of the shares from the source's, 0..1
     * @param movedByChance the 95 % quantile of the same for windows with the source's shares
     * @param residual p-value of the residual, Bonferroni-corrected for the two
     * @param effect root of the mean squared residual of the features per direction, standard deviations
     */
    record Result(
            double[] shares, double[] prior, double moved, double movedByChance, double residual, double effect) {}

    LabelShiftEstimate(SourceSample source) {
        this.source = source;
        this.classes = source.probabilities()[0].length;
        this.prior = shares(source.labels());
    }

    private double[] shares(int[] labels) {
        double[] shares = new double[classes];
        for (int label : labels) {
            shares[label] += 1.0 / labels.length;
        }
        for (int k = 0; k < classes; k++) {
            shares[k] = Math.max(SMALLEST_SHARE, shares[k]);
        }
        return shares;
    }

    /** Tests windows; the draws follow from {@code seed}. */
    Result test(float[][] probabilities, double[][] projected, long seed) {
        int n = probabilities.length;
        SplittableRandom random = new SplittableRandom(seed);
        int[] all = new int[source.size()];
        Arrays.setAll(all, i -> i);
        double[] q = estimate(probabilities);
        double[] seen = residual(probabilities, projected, q, all);
        int features = 0;
        int answers = 0;
        double[] chance = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] resampled = random.ints(all.length, 0, all.length).toArray();
            Drawn windows = draw(resampled, q, n, random);
            double[] drawn = residual(windows.probabilities, windows.projected, estimate(windows.probabilities), all);
            features += drawn[0] >= seen[0] ? 1 : 0;
            answers += drawn[1] >= seen[1] ? 1 : 0;
            chance[draw] = distance(estimate(draw(resampled, prior, n, random).probabilities), prior);
        }
        Arrays.sort(chance);
        double p = 2 * (1.0 + Math.min(features, answers)) / (DRAWS + 1);
        return new Result(
                q,
                prior,
                distance(q, prior),
                chance[(int) (0.95 * DRAWS)],
                Math.min(1, p),
                Math.sqrt(seen[0] / projected[0].length));
    }

    private double[] estimate(float[][] probabilities) {
        double[] q = prior.clone();
        for (int step = 0; step < STEPS; step++) {
            double[] next = new double[classes];
            for (float[] row : probabilities) {
                double total = 0;
                for (int k = 0; k < classes; k++) {
                    total += q[k] / prior[k] * row[k];
                }
                for (int k = 0; k < classes; k++) {
                    next[k] += q[k] / prior[k] * row[k] / total / probabilities.length;
                }
            }
            q = next;
        }
        return q;
    }

    private static double distance(double[] one, double[] other) {
        double total = 0;
        for (int k = 0; k < one.length; k++) {
            total += Math.abs(one[k] - other[k]) / 2;
        }
        return total;
    }

    private record Drawn(float[][] probabilities, double[][] projected) {}

    /** Draws windows of the resampled source so that classes have these shares. */
    private Drawn draw(int[] rows, double[] shares, int n, SplittableRandom random) {
        double[] cumulative = new double[rows.length];
        double total = 0;
        for (int i = 0; i < rows.length; i++) {
            int label = source.labels()[rows[i]];
            total += shares[label] / prior[label];
            cumulative[i] = total;
        }
        float[][] probabilities = new float[n][];
        double[][] projected = new double[n][];
        for (int i = 0; i < n; i++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble() * total);
            int row = rows[Math.min(rows.length - 1, found >= 0 ? found : -found - 1)];
            probabilities[i] = source.probabilities()[row];
            projected[i] = doubles(source.projected()[row]);
        }
        return new Drawn(probabilities, projected);
    }

    private static double[] doubles(float[] row) {
        double[] values = new double[row.length];
        Arrays.setAll(values, i -> row[i]);
        return values;
    }

    /** Squared residual of the mean features, and the largest softmax distance, against the reweighted source. */
    private double[] residual(float[][] probabilities, double[][] projected, double[] q, int[] rows) {
        int directions = projected[0].length;
        double[] mean = new double[directions];
        double[] square = new double[directions];
        double total = 0;
        double[][] histogram = new double[classes][SoftmaxReference.BINS];
        for (int row : rows) {
            int label = source.labels()[row];
            double weight = q[label] / prior[label];
            total += weight;
            for (int d = 0; d < directions; d++) {
                double value = source.projected()[row][d];
                mean[d] += weight * value;
                square[d] += weight * value * value;
            }
            fill(histogram, source.probabilities()[row], weight);
        }
        double[] windowMean = new double[directions];
        double[][] windowHistogram = new double[classes][SoftmaxReference.BINS];
        for (int i = 0; i < projected.length; i++) {
            for (int d = 0; d < directions; d++) {
                windowMean[d] += projected[i][d] / projected.length;
            }
            fill(windowHistogram, probabilities[i], 1);
        }
        double residual = 0;
        for (int d = 0; d < directions; d++) {
            double expected = mean[d] / total;
            double variance = Math.max(1e-12, square[d] / total - expected * expected);
            residual += (windowMean[d] - expected) * (windowMean[d] - expected) / variance;
        }
        return new double[] {residual, largest(windowHistogram, projected.length, histogram, total)};
    }

    private static void fill(double[][] histogram, float[] row, double weight) {
        for (int k = 0; k < row.length; k++) {
            int bin = (int) (row[k] * SoftmaxReference.BINS);
            histogram[k][Math.max(0, Math.min(SoftmaxReference.BINS - 1, bin))] += weight;
        }
    }

    private static double largest(double[][] one, double oneTotal, double[][] other, double otherTotal) {
        double largest = 0;
        for (int k = 0; k < one.length; k++) {
            double gap = 0;
            for (int bin = 0; bin < one[k].length; bin++) {
                gap += one[k][bin] / oneTotal - other[k][bin] / otherTotal;
                largest = Math.max(largest, Math.abs(gap));
            }
        }
        return largest;
    }
}
