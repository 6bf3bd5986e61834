// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.Arrays;

/**
 * What the order of a stream's windows tells about their classes. Streams of things stay in a class for a while, and
 * test-time adaptation that takes their windows for independent is led astray by it (Gong et al., NeurIPS 2022). Here a
 * stream is a hidden Markov chain: from window to window the class stays with one probability, and else is drawn anew.
 * How probable each persistence is follows from the predictions alone, by Bayes' rule over a few values of it; there,
 * windows are drawn anew from the batch's own shares, so that a model that takes everything for one class does not pass
 * for a stream that stays in it. Pure, deterministic, host memory only.
 */
final class ClassPersistence {

    /** Persistences that are told apart: classes that last for 1 to 100 windows. */
    static final double[] VALUES = {0, 0.5, 0.75, 0.875, 0.93, 0.96, 0.98, 0.99};

    /** What is thought of them before the first window: that a class lasts for about ten, with little weight. */
    private static final double[] AT_FIRST = {-3, -2, -1, 0, 0, -1, -2, -3};

    /** Share of every prediction that is taken for a guess, so that a sure error cannot outvote its neighbours. */
    private static final double GUESS = 0.3;

    /** Windows after which what a stream has shown counts half. */
    private static final double HALF = 512;

    /** Windows that the source's shares count for among the batch's. */
    private static final double SHARES_OF_SOURCE = 4;

    private final double[] prior;

    /**
     * Describes the chain.
     *
     * @param prior share of every class in the source data
     */
    ClassPersistence(float[] prior) {
        float[] bounded = MaximumLikelihoodPrior.bounded(prior);
        this.prior = new double[bounded.length];
        Arrays.setAll(this.prior, c -> bounded[c]);
    }

    /**
     * What a stream has shown so far.
     *
     * @param logWeights logarithm of how probable each of {@link #VALUES} is, up to a constant; the largest is 0
     * @param last probability of each class for the latest window
     */
    record Belief(double[] logWeights, double[] last) {

        /** Expected probability that a window has its predecessor's class without a draw. */
        double persistence() {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < VALUES.length; i++) {
                sum += Math.exp(logWeights[i]) * VALUES[i];
                total += Math.exp(logWeights[i]);
            }
            return sum / total;
        }

        /** How many independent windows tell as much about a mean as {@code samples} of this stream do, 0..samples. */
        double independent(int samples) {
            return samples * (1 - persistence()) / (1 + persistence());
        }
    }

    /** Before the first window. */
    Belief initial() {
        return new Belief(AT_FIRST.clone(), prior.clone());
    }

    /**
     * The belief after a batch.
     *
     * @param probabilities of the batch in the order of time, [windows][classes]
     */
    Belief after(double[][] probabilities, Belief before) {
        double[] shares = shares(probabilities);
        double[][] evidence = evidence(probabilities, shares);
        double fading = Math.pow(0.5, probabilities.length / HALF);
        double[] logWeights = new double[VALUES.length];
        Arrays.setAll(
                logWeights,
                i -> fading * before.logWeights[i]
                        + new Chain(evidence, VALUES[i], shares, before.last).logLikelihood());
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        Arrays.setAll(logWeights, i -> logWeights[i] - largest);
        Belief learned = new Belief(logWeights, before.last);
        double[][] filtered = chain(probabilities, learned, before).forward();
        return new Belief(logWeights, filtered[filtered.length - 1]);
    }

    /**
     * Probabilities of each window's class given its whole batch and what came before. That a prediction may be a guess
     * makes nothing less sure where the other windows tell nothing: then they are {@code probabilities} themselves.
     *
     * @param probabilities as for {@link #after}
     * @param before belief before the batch
     * @param after belief after it
     */
    double[][] smoothed(double[][] probabilities, Belief before, Belief after) {
        double[][] smoothed = chain(probabilities, after, before).posterior();
        for (double[] row : smoothed) {
            withoutGuesses(row);
        }
        return smoothed;
    }

    /** A guess of which nothing is known has the source's shares; takes them off. */
    private void withoutGuesses(double[] row) {
        double total = 0;
        for (int c = 0; c < row.length; c++) {
            row[c] = Math.max(0, row[c] - GUESS * prior[c]);
            total += row[c];
        }
        for (int c = 0; c < row.length; c++) {
            row[c] /= total;
        }
    }

    private Chain chain(double[][] probabilities, Belief learned, Belief before) {
        return new Chain(evidence(probabilities, prior), learned.persistence(), prior, before.last);
    }

    /** The classes' shares in the batch, drawn towards the source's. */
    private double[] shares(double[][] probabilities) {
        double[] shares = new double[prior.length];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = SHARES_OF_SOURCE * prior[c];
            for (double[] row : probabilities) {
                shares[c] += row[c];
            }
            shares[c] /= SHARES_OF_SOURCE + probabilities.length;
        }
        return shares;
    }

    /** Likelihood of what a window shows under each class, up to a factor per window. */
    private static double[][] evidence(double[][] probabilities, double[] shares) {
        double[][] evidence = new double[probabilities.length][shares.length];
        for (int n = 0; n < evidence.length; n++) {
            for (int c = 0; c < shares.length; c++) {
                evidence[n][c] = (1 - GUESS) * probabilities[n][c] / shares[c] + GUESS;
            }
        }
        return evidence;
    }

    /** One batch under one persistence: the forward-backward algorithm, scaled (Rabiner 1989). */
    private static final class Chain {

        private final double[][] evidence;
        private final double stay;
        private final double[] shares;
        private final double[] before;
        private double[] scale;

        Chain(double[][] evidence, double stay, double[] shares, double[] before) {
            this.evidence = evidence;
            this.stay = stay;
            this.shares = shares;
            this.before = before;
        }

        /** Probability of each class given the windows up to each one. */
        double[][] forward() {
            double[][] filtered = new double[evidence.length][shares.length];
            scale = new double[evidence.length];
            double[] previous = before;
            for (int n = 0; n < evidence.length; n++) {
                for (int c = 0; c < shares.length; c++) {
                    filtered[n][c] = evidence[n][c] * (stay * previous[c] + (1 - stay) * shares[c]);
                    scale[n] += filtered[n][c];
                }
                for (int c = 0; c < shares.length; c++) {
                    filtered[n][c] /= scale[n];
                }
                previous = filtered[n];
            }
            return filtered;
        }

        /** Likelihood of the later windows given each class, scaled. */
        private double[][] backward() {
            int last = evidence.length - 1;
            double[][] later = new double[evidence.length][shares.length];
            Arrays.fill(later[last], 1);
            for (int n = last - 1; n >= 0; n--) {
                double drawn = 0;
                for (int c = 0; c < shares.length; c++) {
                    later[n][c] = evidence[n + 1][c] * later[n + 1][c] / scale[n + 1];
                    drawn += shares[c] * later[n][c];
                }
                for (int c = 0; c < shares.length; c++) {
                    later[n][c] = stay * later[n][c] + (1 - stay) * drawn;
                }
            }
            return later;
        }

        double[][] posterior() {
            double[][] filtered = forward();
            double[][] later = backward();
            for (int n = 0; n < evidence.length; n++) {
                for (int c = 0; c < shares.length; c++) {
                    filtered[n][c] *= later[n][c];
                }
            }
            return filtered;
        }

        /** Logarithm of how likely the windows are. */
        double logLikelihood() {
            forward();
            return Arrays.stream(scale).map(Math::log).sum();
        }
    }
}
