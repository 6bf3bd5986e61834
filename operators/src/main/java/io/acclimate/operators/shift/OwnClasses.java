// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Tells a shift of the class frequencies from one of the inputs by what a stream's classes were like while it was calm. Of HAPT's
 * movements, nearly all variance within a class is between people: against the source's classes every other person looks like a shift of
 * the inputs as soon as classes weigh differently, and windows that resemble each other make it look certain.
 *
 * <p>If only shares have moved, the mean features are {@code sum_k q_k m_k} with {@link ClassShares} q and the stream's own class
 * means m; what is left is the residual, in units of its variance, averaged over directions. Each m_k has the source's as a prior, which
 * counts for as many windows as the spread between streams allows. How large the residual is without a shift is learned, too: the same is
 * worked out for every calm batch before it teaches, and those give the null distribution ({@link ResidualNull}, bootstrapped).
 * So it holds whatever the order of windows, the calibration of the model and the error of q.
 *
 * <p>A part of the stream's vector: layout, batches, sum and sum of squares of their residuals, sum of the moves of their shares over what is
 * expected by chance, then windows by class, then sums of their features by class. Where that would be over {@value #MOST} numbers,
 * only the first five are kept and the source's classes hold. Batches with few windows are neither looked at nor taught by.
 */
final class OwnClasses {

    /** Fewer windows tell nothing. */
    static final int FEWEST_WINDOWS = 32;

    private static final double LAYOUT = 1;
    private static final int BATCHES = 1;
    private static final int RESIDUALS = 2;
    private static final int SQUARES = 3;
    private static final int MOVES = 4;
    private static final int COUNTS = 5;
    private static final int MOST = 200;

    /** A stream learns from this many calm batches. */
    private static final int LEARNED = 512;
    /** Batches that what is expected without knowing the stream counts for. */
    private static final double PRIOR_BATCHES = 8;
    /** Windows that the source's class shares count for. */
    private static final double PRIOR_WINDOWS = 16;
    /** Of independent directions, the variance of the mean square of a normal number is 2 over their number; half are taken for that. */
    private static final double DEPENDENT = 4;
    /** A single batch shall not make the rest of a stream unremarkable. */
    private static final double WILDEST = 16;

    private static final double SIGNIFICANT = 0.01;
    /** Smaller effects are no shift worth a name. */
    private static final double CLEAR_EFFECT = 0.2;

    private static final double FEWEST_SOURCE_WINDOWS = 0.5;
    private static final double MOST_SOURCE_WINDOWS = 1000;

    private final SourceClasses source;

    /**
     * What was found.
     *
     * @param shares estimated class shares, [classes]: beside a shift of the inputs by {@link AlignedShares}
     * @param before those of the calm stream, [classes]
     * @param moved total variation distance between the two, 0..1
     * @param chance the same for a calm batch on average
     * @param mean mean square of the residual in units of its variance
     * @param residual probability of one as large without a shift of the inputs; 0 of features that are no numbers
     * @param effect root of the mean squared residual per direction, standard deviations within classes
     */
    record Found(
            double[] shares,
            double[] before,
            double moved,
            double chance,
            double mean,
            double residual,
            double effect) {

        /** Whether the inputs have moved. */
        boolean inputs() {
            return residual <= SIGNIFICANT && effect > CLEAR_EFFECT;
        }
    }

    OwnClasses(SourceClasses source) {
        this.source = source;
    }

    /** Class shares of a batch's windows. */
    ClassShares shares(float[][] probabilities) {
        return new ClassShares(probabilities, source.prior());
    }

    private int classNumbers() {
        int numbers = source.classes() * (1 + source.directions());
        return numbers > MOST ? 0 : numbers;
    }

    int length() {
        return COUNTS + classNumbers();
    }

    /** Reads a part; one of another layout or length is given up. */
    double[] restored(double[] part) {
        if (part.length == length() && part[0] == LAYOUT) {
            return part.clone();
        }
        double[] fresh = new double[length()];
        fresh[0] = LAYOUT;
        return fresh;
    }

    /** Compares a batch with the stream; {@code projected} are its windows' features along the directions. */
    Found look(double[] part, ClassShares estimate, double[][] projected) {
        double[] q = estimate.shares();
        double[] mean = mean(projected);
        int windows = projected.length;
        double residual = 0;
        double effect = 0;
        for (int d = 0; d < mean.length; d++) {
            double off = mean[d];
            double variance = source.variance()[d] / windows;
            for (int k = 0; k < q.length; k++) {
                off -= q[k] * classMean(part, k, d);
                variance += q[k] * q[k] * source.variance()[d] / (windows(part, k) + sourceWindows(d));
            }
            residual += off * off / variance / mean.length;
            effect += off * off / source.variance()[d] / mean.length;
        }
        double[] before = ownShares(part);
        double chance = chance(before, windows) * (PRIOR_BATCHES + part[MOVES]) / (PRIOR_BATCHES + part[BATCHES]);
        if (!Double.isFinite(residual)) {
            return new Found(before, before, 0, chance, residual, 0, Double.POSITIVE_INFINITY);
        }
        double moved = ClassShares.distance(q, before);
        Found found = new Found(q, before, moved, chance, residual, tail(part, residual), Math.sqrt(effect));
        return found.inputs() ? beside(found, part, projected) : found;
    }

    private Found beside(Found found, double[] part, double[][] projected) {
        double[] aligned = new AlignedShares(projected, classMeans(part), source.variance(), found.before).shares();
        return new Found(
                aligned,
                found.before,
                ClassShares.distance(aligned, found.before),
                found.chance,
                found.mean,
                found.residual,
                found.effect);
    }

    private double[][] classMeans(double[] part) {
        double[][] means = new double[source.classes()][source.directions()];
        for (int k = 0; k < means.length; k++) {
            for (int d = 0; d < means[k].length; d++) {
                means[k][d] = classMean(part, k, d);
            }
        }
        return means;
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / rows.length;
            }
        }
        return mean;
    }

    private double windows(double[] part, int k) {
        return part.length == COUNTS ? 0 : part[COUNTS + k];
    }

    private double sourceWindows(int d) {
        double windows = source.between()[d] == 0 ? MOST_SOURCE_WINDOWS : source.variance()[d] / source.between()[d];
        return Math.max(FEWEST_SOURCE_WINDOWS, Math.min(MOST_SOURCE_WINDOWS, windows));
    }

    /** A class's mean features in the calm stream. */
    private double classMean(double[] part, int k, int d) {
        double known = sourceWindows(d);
        double own = part.length == COUNTS ? 0 : part[sumAt(k, d)];
        return (own + known * source.means()[k][d]) / (windows(part, k) + known);
    }

    private int sumAt(int k, int d) {
        return COUNTS + source.classes() + k * source.directions() + d;
    }

    private double[] ownShares(double[] part) {
        double[] shares = source.prior().clone();
        double total = 0;
        for (int k = 0; k < shares.length; k++) {
            shares[k] = PRIOR_WINDOWS * shares[k] + windows(part, k);
            total += shares[k];
        }
        double all = total;
        Arrays.setAll(shares, k -> shares[k] / all);
        return shares;
    }

    /** Expected total variation distance of the shares of independent windows from the true ones. */
    private static double chance(double[] shares, int windows) {
        double total = 0;
        for (double share : shares) {
            total += Math.sqrt(2 * share * (1 - share) / Math.PI / windows) / 2;
        }
        return total;
    }

    private double tail(double[] part, double residual) {
        double known = PRIOR_BATCHES + part[BATCHES];
        double mean = (PRIOR_BATCHES + part[RESIDUALS]) / known;
        double square = (PRIOR_BATCHES * (1 + DEPENDENT / source.directions()) + part[SQUARES]) / known;
        return new ResidualNull(mean, square, known).upper(residual, SIGNIFICANT);
    }

    /** Whether the stream has taught enough. */
    boolean knows(double[] part) {
        return part[BATCHES] >= LEARNED;
    }

    /** Lets a calm batch teach, if there is anything left to learn. */
    void learn(double[] part, Found found, ClassShares estimate, double[][] projected) {
        if (!Double.isFinite(found.mean) || knows(part)) {
            return;
        }
        double usual = (PRIOR_BATCHES + part[RESIDUALS]) / (PRIOR_BATCHES + part[BATCHES]);
        double residual = Math.min(WILDEST * usual, found.mean);
        double expected = chance(found.before, projected.length);
        part[BATCHES]++;
        part[RESIDUALS] += residual;
        part[SQUARES] += residual * residual;
        part[MOVES] += expected == 0 ? 1 : found.moved / expected;
        if (part.length > COUNTS) {
            count(part, estimate, projected);
        }
    }

    private void count(double[] part, ClassShares estimate, double[][] projected) {
        double[] posterior = new double[source.classes()];
        for (int n = 0; n < projected.length; n++) {
            estimate.posterior(n, posterior);
            for (int k = 0; k < posterior.length; k++) {
                part[COUNTS + k] += posterior[k];
                for (int d = 0; d < source.directions(); d++) {
                    part[sumAt(k, d)] += posterior[k] * projected[n][d];
                }
            }
        }
    }
}
