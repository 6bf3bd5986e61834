// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.Arrays;

/**
 * T3A's supports of one stream: per class, the features of at most a fixed number of windows, those of lowest entropy; of
 * equals the earlier one stays. It lies in two state vectors, features [classes * places * size] and entropies [classes *
 * places]; an empty place has the entropy -1.
 */
final class SupportSet {

    private static final float EMPTY = -1;
    private static final double SMALLEST_NORM = 1e-12;

    private final float[] features;
    private final float[] entropies;
    private final int classes;
    private final int size;
    private final int places;

    private SupportSet(float[] features, float[] entropies, int classes, int size) {
        this.features = features;
        this.entropies = entropies;
        this.classes = classes;
        this.size = size;
        this.places = entropies.length / classes;
    }

    static SupportSet empty(int classes, int size, int places) {
        float[] entropies = new float[classes * places];
        Arrays.fill(entropies, EMPTY);
        return new SupportSet(new float[entropies.length * size], entropies, classes, size);
    }

    /** The supports of stream {@code stream}, of the matrices of {@code streams}. */
    static SupportSet of(float[] allFeatures, float[] allEntropies, int stream, int streams, int classes, int size) {
        int width = allFeatures.length / streams;
        int count = allEntropies.length / streams;
        return new SupportSet(
                Arrays.copyOfRange(allFeatures, stream * width, (stream + 1) * width),
                Arrays.copyOfRange(allEntropies, stream * count, (stream + 1) * count),
                classes,
                size);
    }

    void writeTo(float[] allFeatures, float[] allEntropies, int stream) {
        System.arraycopy(features, 0, allFeatures, stream * features.length, features.length);
        System.arraycopy(entropies, 0, allEntropies, stream * entropies.length, entropies.length);
    }

    float[] features() {
        return features.clone();
    }

    float[] entropies() {
        return entropies.clone();
    }

    /** Adds every row of a classifier under the class that the classifier itself gives it. */
    void addClassifier(float[] rows, double[] bias) {
        for (int row = 0; row < classes; row++) {
            float[] scores = new float[classes];
            for (int c = 0; c < classes; c++) {
                double score = bias[c];
                for (int d = 0; d < size; d++) {
                    score += (double) rows[row * size + d] * rows[c * size + d];
                }
                scores[c] = (float) score;
            }
            float[] probabilities = Predictions.softmax(scores);
            add(
                    rows,
                    row * size,
                    Predictions.mostProbable(probabilities, 0, classes),
                    Predictions.entropy(probabilities, 0, classes));
        }
    }

    /** Keeps a window if its class has an empty place or one of higher entropy, of which the highest goes. */
    void add(float[] from, int at, int predicted, float entropy) {
        int place = predicted * places;
        for (int p = place; p < (predicted + 1) * places; p++) {
            if (entropies[p] == EMPTY) {
                place = p;
                break;
            }
            if (entropies[p] > entropies[place]) {
                place = p;
            }
        }
        if (entropies[place] == EMPTY || entropies[place] > entropy) {
            entropies[place] = entropy;
            System.arraycopy(from, at, features, place * size, size);
        }
    }

    /** The normalized template of every class, [classes, size] from {@code at}; of a class without support, zeros. */
    void writeTemplates(float[] to, int at) {
        for (int c = 0; c < classes; c++) {
            double[] sum = new double[size];
            for (int p = c * places; p < (c + 1) * places; p++) {
                if (entropies[p] != EMPTY) {
                    addNormalized(sum, p);
                }
            }
            double norm = norm(sum);
            for (int d = 0; d < size; d++) {
                to[at + c * size + d] = (float) (sum[d] / norm);
            }
        }
    }

    private void addNormalized(double[] sum, int place) {
        double[] values = new double[size];
        for (int d = 0; d < size; d++) {
            values[d] = features[place * size + d];
        }
        double norm = norm(values);
        for (int d = 0; d < size; d++) {
            sum[d] += values[d] / norm;
        }
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.max(Math.sqrt(squares), SMALLEST_NORM);
    }
}
