// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * What the frozen model answers on unseen source data, for black-box shift detection.
 *
 * @param classShares share of each predicted class, [classes]; above 0
 * @param edges inner edges of bins that hold equal shares of each class's softmax value, [classes][bins - 1], ascending
 */
public record SoftmaxReference(double[] classShares, double[][] edges) {

    /** Bins per class. */
    public static final int BINS = 32;

    /** Number of classes. */
    public int classes() {
        return classShares.length;
    }

    /**
     * How a batch's answers fall: rows, then the number of rows of each predicted class, then for each class the rows in
     * each bin of its softmax value.
     *
     * @param probabilities [rows][classes], finite
     */
    public double[] count(float[][] probabilities) {
        int classes = classes();
        double[] counts = new double[1 + classes + classes * BINS];
        counts[0] = probabilities.length;
        for (float[] row : probabilities) {
            int best = 0;
            for (int k = 0; k < classes; k++) {
                best = row[k] > row[best] ? k : best;
                counts[1 + classes + k * BINS + bin(k, row[k])]++;
            }
            counts[1 + best]++;
        }
        return counts;
    }

    private int bin(int k, float value) {
        int found = Arrays.binarySearch(edges[k], value);
        return found >= 0 ? found : -found - 1;
    }

    /**
     * Distance of predicted classes from the reference: the chi-square statistic over the number of rows.
     *
     * @param counts as of {@link #count}, or sums of several
     */
    public double classDistance(double[] counts) {
        double distance = 0;
        for (int k = 0; k < classes(); k++) {
            double gap = counts[1 + k] / counts[0] - classShares[k];
            distance += gap * gap / classShares[k];
        }
        return distance;
    }

    /** Largest binned Kolmogorov-Smirnov distance of any class's softmax value from the reference, 0..1. */
    public double softmaxDistance(double[] counts) {
        double largest = 0;
        for (int k = 0; k < classes(); k++) {
            double below = 0;
            for (int bin = 0; bin < BINS; bin++) {
                below += counts[1 + classes() + k * BINS + bin] / counts[0];
                largest = Math.max(largest, Math.abs(below - (bin + 1.0) / BINS));
            }
        }
        return largest;
    }
}
