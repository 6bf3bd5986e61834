// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Class shares q of windows by maximum likelihood, if only the shares have moved (MLLS: Saerens, Latinne and Decaestecker 2002; the
 * expectation maximization {@code q_k <- mean q_k/p_k f_k / sum_j q_j/p_j f_j}), without the calibration that Alexandari et al. 2020
 * put before it.
 */
final class ClassShares {

    private static final int STEPS = 40;
    /** Shares that move less in a step change no verdict. */
    private static final double SETTLED = 1e-5;
    /** Answers of exactly 0 would rule a class out for good. */
    private static final double SMALLEST = 1e-12;

    private final double[] prior;
    private final int windows;
    private final double[] answers;
    private final double[] shares;

    /** Estimates; {@code prior} has the source's shares, above 0. */
    ClassShares(float[][] probabilities, double[] prior) {
        this.prior = prior;
        this.windows = probabilities.length;
        this.answers = new double[windows * prior.length];
        for (int n = 0; n < windows; n++) {
            for (int k = 0; k < prior.length; k++) {
                answers[n * prior.length + k] = Math.max(SMALLEST, probabilities[n][k]) / prior[k];
            }
        }
        this.shares = prior.clone();
        double[] next = new double[prior.length];
        for (int step = 0; step < STEPS && step(next) > SETTLED; step++) {
            System.arraycopy(next, 0, shares, 0, next.length);
        }
    }

    /** Largest move of any share; the shares after it are left in {@code next}. */
    private double step(double[] next) {
        Arrays.fill(next, 0);
        for (int at = 0; at < answers.length; at += next.length) {
            double total = 0;
            for (int k = 0; k < next.length; k++) {
                total += shares[k] * answers[at + k];
            }
            double weight = 1 / (total * windows);
            for (int k = 0; k < next.length; k++) {
                next[k] += weight * answers[at + k];
            }
        }
        double moved = 0;
        for (int k = 0; k < next.length; k++) {
            next[k] *= shares[k];
            moved = Math.max(moved, Math.abs(next[k] - shares[k]));
        }
        return moved;
    }

    /** The shares, [classes]. */
    double[] shares() {
        return shares;
    }

    /** Writes how probable each class is for a window if classes have these shares. */
    void posterior(int window, double[] posterior) {
        double total = 0;
        for (int k = 0; k < prior.length; k++) {
            posterior[k] = shares[k] * answers[window * prior.length + k];
            total += posterior[k];
        }
        for (int k = 0; k < prior.length; k++) {
            posterior[k] /= total;
        }
    }

    /** Total variation distance, 0..1. */
    static double distance(double[] one, double[] other) {
        double total = 0;
        for (int k = 0; k < one.length; k++) {
            total += Math.abs(one[k] - other[k]) / 2;
        }
        return total;
    }
}
