// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.Arrays;

/** Reads class probabilities, [rows, classes] row-major. */
public final class Predictions {

    private static final double LARGEST_ENTROPY = 0.55;

    private Predictions() {}

    /** The most probable class of every row; the first of equals. */
    public static int[] classes(float[] probabilities, int classes) {
        int[] best = new int[probabilities.length / classes];
        for (int row = 0; row < best.length; row++) {
            best[row] = mostProbable(probabilities, row, classes);
        }
        return best;
    }

    /** The most probable class of one row; the first of equals. */
    public static int mostProbable(float[] probabilities, int row, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[row * classes + c] > probabilities[row * classes + best]) {
                best = c;
            }
        }
        return best;
    }

    /** Probabilities of one row of scores. */
    static float[] softmax(float[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - largest);
        }
        float[] probabilities = new float[scores.length];
        for (int c = 0; c < scores.length; c++) {
            probabilities[c] = (float) (Math.exp(scores[c] - largest) / sum);
        }
        return probabilities;
    }

    /** Entropy in nats of one row. */
    public static float entropy(float[] probabilities, int row, int classes) {
        double entropy = 0;
        for (int c = 0; c < classes; c++) {
            double p = probabilities[row * classes + c];
            if (p > 0) {
                entropy -= p * Math.log(p);
            }
        }
        return (float) entropy;
    }

    /** Whether the entropy of one row is over .55 of the largest possible, by which GLC (Qu et al., CVPR 2023) rejects it. */
    public static boolean uncertain(float[] probabilities, int row, int classes) {
        return entropy(probabilities, row, classes) > LARGEST_ENTROPY * Math.log(classes);
    }

    /**
     * One row, or the fallback's if it is not finite, or equal probabilities if neither is: what goes out must be finite.
     */
    static float[] finiteRow(float[] probabilities, float[] fallback, int row, int classes) {
        float[] found = copyOfRow(probabilities, row, classes);
        if (isFinite(found)) {
            return found;
        }
        float[] source = copyOfRow(fallback, row, classes);
        if (!isFinite(source)) {
            Arrays.fill(source, 1f / classes);
        }
        return source;
    }

    private static float[] copyOfRow(float[] values, int row, int classes) {
        return Arrays.copyOfRange(values, row * classes, (row + 1) * classes);
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
