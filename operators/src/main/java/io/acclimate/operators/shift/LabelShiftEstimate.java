// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Tells a shift of the class frequencies from one of the inputs. Class shares q of the windows are estimated by maximum
 * likelihood (MLLS: Saerens, Latinne and Decaestecker 2002; the expectation maximization {@code q_k <- mean q_k/p_k f_k /
 * sum_j q_j/p_j f_j}), without the calibration that Alexandari et al. 2020 put before it. If only they have moved, the
 * windows look like source windows drawn with these shares; what is left is the residual: the squared distance of the mean
 * features from {@code sum q_k mu_k}, in units of the variance within classes, and the largest distance of any class's softmax
 * distribution from the reweighted source's. Both are compared with {@value #DRAWS} bootstrap draws that resample the source
 * windows, too. For one thread.
 */
final class LabelShiftEstimate {

    private static final int DRAWS = 199;
    private static final int STEPS = 40;
    private static final double SMALLEST_SHARE = 1e-4;

    private final SourceSample source;
    private final int classes;
    private final double[] prior;
    private final ReweightedSource reweighted;
    private final Map<Integer, Double> movedByChance = new HashMap<>();

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
        this.reweighted = new ReweightedSource(source, prior);
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
    Result test(float[][] probabilities, float[][] projected, long seed) {
        int n = probabilities.length;
        SplittableRandom random = new SplittableRandom(seed);
        double[] q = estimate(probabilities);
        ReweightedSource.Residual seen = reweighted.residual(probabilities, projected, q);
        int features = 0;
        int answers = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Drawn windows = draw(q, n, random);
            ReweightedSource.Residual drawn =
                    reweighted.residual(windows.probabilities, windows.projected, estimate(windows.probabilities));
            features += drawn.features() >= seen.features() ? 1 : 0;
            answers += drawn.answers() >= seen.answers() ? 1 : 0;
        }
        double p = 2 * (1.0 + Math.min(features, answers)) / (DRAWS + 1);
        return new Result(
                q,
                prior,
                distance(q, prior),
                movedByChance.computeIfAbsent(n, this::movedByChance),
                Math.min(1, p),
                Math.sqrt(seen.features() / projected[0].length));
    }

    /** Depends on the number of windows alone. */
    private double movedByChance(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] chance = new double[DRAWS];
        Arrays.setAll(chance, draw -> distance(estimate(draw(prior, n, random).probabilities), prior));
        Arrays.sort(chance);
        return chance[(int) (0.95 * DRAWS)];
    }

    private double[] estimate(float[][] probabilities) {
        double[] ratios = prior.clone();
        Arrays.fill(ratios, 1);
        double[] next = new double[classes];
        for (int step = 0; step < STEPS; step++) {
            Arrays.fill(next, 0);
            for (float[] row : probabilities) {
                double total = 0;
                for (int k = 0; k < classes; k++) {
                    total += ratios[k] * row[k];
                }
                double weight = 1 / total;
                for (int k = 0; k < classes; k++) {
                    next[k] += weight * row[k];
                }
            }
            for (int k = 0; k < classes; k++) {
                ratios[k] *= next[k] / probabilities.length / prior[k];
            }
        }
        double[] q = new double[classes];
        Arrays.setAll(q, k -> ratios[k] * prior[k]);
        return q;
    }

    private static double distance(double[] one, double[] other) {
        double total = 0;
        for (int k = 0; k < one.length; k++) {
            total += Math.abs(one[k] - other[k]) / 2;
        }
        return total;
    }

    private record Drawn(float[][] probabilities, float[][] projected) {}

    /** Draws windows of the resampled source so that classes have these shares. */
    private Drawn draw(double[] shares, int n, SplittableRandom random) {
        int[] rows = new int[source.size()];
        double[] cumulative = new double[rows.length];
        double total = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextInt(rows.length);
            int label = source.labels()[rows[i]];
            total += shares[label] / prior[label];
            cumulative[i] = total;
        }
        float[][] probabilities = new float[n][];
        float[][] projected = new float[n][];
        for (int i = 0; i < n; i++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble() * total);
            int row = rows[Math.min(rows.length - 1, found >= 0 ? found : -found - 1)];
            probabilities[i] = source.probabilities()[row];
            projected[i] = source.projected()[row];
        }
        return new Drawn(probabilities, projected);
    }
}
