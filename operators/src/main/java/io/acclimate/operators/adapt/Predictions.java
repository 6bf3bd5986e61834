// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.Arrays;

/** Reads class probabilities, [rows, classes] row-major. */
public final class Predictions {

    private Predictions() {}

    /** The most probable class of every row; the first of equals. */
    public static int[] classes(float[] probabilities, int classes) {
        int[] best = new int[probabilities.length / classes];
        for (int row = 0; row < best.length; row++) {
            for (int c = 1; c < classes; c++) {
                if (probabilities[row * classes + c] > probabilities[row * classes + best[row]]) {
                    best[row] = c;
                }
            }
        }
        return best;
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
