// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Labelled source windows that the model was not trained on, as the frozen model sees them: what a stream is compared with
 * when an alert is explained.
 *
 * @param probabilities [windows][classes]
 * @param projected features along the charted directions, [windows][directions]
 * @param labels true classes, [windows]
 * @param confident the confidence that as many windows exceed as the frozen model gets right
 */
public record SourceSample(float[][] probabilities, float[][] projected, int[] labels, double confident) {

    /** How accuracy is estimated without labels, for the reader of an alert. */
    public static final String METHOD = "average thresholded confidence (Garg et al. 2022)";

    /** Fewer windows explain nothing. */
    public static final int FEWEST = 50;

    /** A sample of these windows. */
    public static SourceSample of(float[][] probabilities, float[][] projected, int[] labels) {
        SourceSample sample = new SourceSample(probabilities, projected, labels, 1);
        return new SourceSample(probabilities, projected, labels, sample.confidenceThreshold());
    }

    /** Number of windows. */
    public int size() {
        return labels.length;
    }

    /** Share of the windows that the frozen model gets right. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < size(); i++) {
            right += best(probabilities[i]) == labels[i] ? 1 : 0;
        }
        return (double) right / Math.max(1, size());
    }

    /**
     * Share of windows whose confidence is above the value that, on this sample, as many windows exceed as are right
     * (average thresholded confidence). A model that adaptation has made more confident is estimated too well.
     */
    public double estimatedAccuracy(float[][] answers) {
        if (size() < FEWEST) {
            return ShiftObservation.UNKNOWN;
        }
        int above = 0;
        for (float[] row : answers) {
            above += row[best(row)] >= confident ? 1 : 0;
        }
        return (double) above / answers.length;
    }

    private double confidenceThreshold() {
        double[] confidences = new double[size()];
        Arrays.setAll(confidences, i -> probabilities[i][best(probabilities[i])]);
        Arrays.sort(confidences);
        if (size() == 0) {
            return 1;
        }
        int wrong = (int) Math.round((1 - accuracy()) * size());
        return confidences[Math.min(size() - 1, wrong)];
    }

    static int best(float[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }
}
