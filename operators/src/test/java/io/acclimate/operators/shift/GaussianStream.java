// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Batches of a made-up model whose features are Gaussian with a mean per class: everything that the shift watch sees follows
 * from the windows, as in the job. The classifier is the Bayes rule of the unshifted source.
 */
final class GaussianStream {

    static final int CLASSES = 4;
    static final int DIRECTIONS = 4;
    static final int WINDOWS = 64;
    static final long BATCH_MICROS = 1_000_000;
    private static final double APART = 2.5;
    private static final List<String> STATISTICS = List.of("distance", "entropy");

    private final SplittableRandom random;
    private long batches;

    GaussianStream(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A batch's windows. */
    record Windows(float[][] features, float[][] probabilities, int[] labels) {}

    /** Windows with these class shares, moved by {@code offset} in the first direction, noise scaled by {@code noise}. */
    Windows windows(int count, double[] shares, double offset, double noise) {
        float[][] features = new float[count][DIRECTIONS];
        float[][] probabilities = new float[count][];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            double u = random.nextDouble();
            int label = 0;
            while (label < CLASSES - 1 && u > shares[label]) {
                u -= shares[label++];
            }
            labels[n] = label;
            for (int d = 0; d < DIRECTIONS; d++) {
                double mean = (d == label ? APART : 0) + (d == 0 ? offset : 0);
                features[n][d] = (float) (mean + noise * random.nextGaussian());
            }
            probabilities[n] = softmax(features[n]);
        }
        return new Windows(features, probabilities, labels);
    }

    private static float[] softmax(float[] features) {
        double total = 0;
        float[] probabilities = new float[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            total += Math.exp(APART * features[k]);
        }
        for (int k = 0; k < CLASSES; k++) {
            probabilities[k] = (float) (Math.exp(APART * features[k]) / total);
        }
        return probabilities;
    }

    static double[] even() {
        return new double[] {0.25, 0.25, 0.25, 0.25};
    }

    ShiftWatch.Batch batch(ShiftKnowledge knowledge, double[] shares, double offset, double noise) {
        Windows windows = windows(WINDOWS, shares, offset, noise);
        return new ShiftWatch.Batch(
                knowledge.observe(statistics(windows), windows.features, windows.probabilities, windows.probabilities),
                windows.probabilities,
                windows.features,
                ++batches * BATCH_MICROS);
    }

    private static double[] statistics(Windows windows) {
        double distance = 0;
        double entropy = 0;
        for (int n = 0; n < windows.labels.length; n++) {
            for (int k = 0; k < CLASSES; k++) {
                double off = windows.features[n][k] - APART / CLASSES;
                distance += off * off / windows.labels.length;
                double p = Math.max(1e-30, windows.probabilities[n][k]);
                entropy -= p * Math.log(p) / windows.labels.length;
            }
        }
        return new double[] {distance, entropy};
    }

    /** What a package would know of this source, measured on 400 batches. */
    static ShiftKnowledge knowledge() {
        GaussianStream source = new GaussianStream(1);
        List<Windows> batches = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            batches.add(source.windows(WINDOWS, even(), 0, 1));
        }
        SoftmaxReference softmax = softmax(batches);
        List<double[]> statistics = new ArrayList<>();
        List<double[]> projected = new ArrayList<>();
        List<double[]> answers = new ArrayList<>();
        for (Windows batch : batches) {
            statistics.add(scaled(statistics(batch)));
            projected.add(mean(batch.features));
            double[] counts = softmax.count(batch.probabilities);
            answers.add(scaled(new double[] {softmax.classDistance(counts), softmax.softmaxDistance(counts)}));
        }
        float[][] axes = new float[DIRECTIONS][DIRECTIONS];
        for (int d = 0; d < DIRECTIONS; d++) {
            axes[d][d] = 1;
        }
        Windows sample = source.windows(800, even(), 0, 1);
        return new ShiftKnowledge(
                reference(STATISTICS, statistics, true),
                Optional.of(new ShiftKnowledge.Details(
                        axes,
                        reference(List.of("1", "2", "3", "4"), projected, false),
                        softmax,
                        reference(ShiftKnowledge.ANSWERS, answers, true),
                        SourceSample.of(sample.probabilities, sample.features, sample.labels))));
    }

    /** What a package of format version 1 would know. */
    static ShiftKnowledge withoutDetails() {
        return new ShiftKnowledge(knowledge().statistics(), Optional.empty());
    }

    private static double[] scaled(double[] values) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = ShiftReference.scaled(values[i]);
        }
        return scaled;
    }

    private static double[] mean(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / rows.length;
            }
        }
        return mean;
    }

    private static ShiftReference reference(List<String> names, List<double[]> values, boolean logarithmic) {
        double[] means = new double[names.size()];
        double[] deviations = new double[names.size()];
        for (int i = 0; i < means.length; i++) {
            int column = i;
            means[i] = values.stream().mapToDouble(v -> v[column]).average().orElseThrow();
            double mean = means[i];
            deviations[i] = Math.sqrt(values.stream()
                    .mapToDouble(v -> (v[column] - mean) * (v[column] - mean))
                    .average()
                    .orElseThrow());
        }
        return new ShiftReference(
                names,
                new int[] {1},
                new double[][] {means},
                new double[][] {deviations},
                new double[means.length],
                ShiftReference.same(names, logarithmic ? ShiftReference.LOGARITHM : ShiftReference.AS_IS));
    }

    private static SoftmaxReference softmax(List<Windows> batches) {
        double[] shares = new double[CLASSES];
        double[][] edges = new double[CLASSES][SoftmaxReference.BINS - 1];
        int rows = batches.size() * WINDOWS;
        for (int k = 0; k < CLASSES; k++) {
            double[] values = new double[rows];
            for (int n = 0; n < rows; n++) {
                float[] row = batches.get(n / WINDOWS).probabilities[n % WINDOWS];
                values[n] = row[k];
                shares[k] += SourceSample.best(row) == k ? 1.0 / rows : 0;
            }
            Arrays.sort(values);
            for (int bin = 0; bin < edges[k].length; bin++) {
                edges[k][bin] = values[(bin + 1) * rows / SoftmaxReference.BINS];
            }
        }
        return new SoftmaxReference(shares, edges);
    }
}
