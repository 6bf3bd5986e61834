// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/** The source windows with other class shares, and how far windows are from them. Sums are kept per class. */
final class ReweightedSource {

    private static final double SMALLEST_VARIANCE = 1e-12;

    private final double[] prior;
    private final double[] counts;
    private final double[][] sums;
    private final double[][] squares;
    private final double[][][] histograms;

    /**
     * How far windows are.
     *
     * @param features squared distance of the mean features in units of the source's variance, summed over directions
     * @param answers largest distance of any class's softmax distribution, 0..1
     */
    record Residual(double features, double answers) {}

    /** Sums up the windows; {@code prior} has the class shares of the source, above 0. */
    ReweightedSource(SourceSample source, double[] prior) {
        int classes = prior.length;
        int directions = source.projected()[0].length;
        this.prior = prior;
        this.counts = new double[classes];
        this.sums = new double[classes][directions];
        this.squares = new double[classes][directions];
        this.histograms = new double[classes][classes][SoftmaxReference.BINS];
        for (int row = 0; row < source.size(); row++) {
            int label = source.labels()[row];
            counts[label]++;
            for (int d = 0; d < directions; d++) {
                double value = source.projected()[row][d];
                sums[label][d] += value;
                squares[label][d] += value * value;
            }
            fill(histograms[label], source.probabilities()[row]);
        }
    }

    /** Distance of windows from the source with class shares {@code q}. */
    Residual residual(float[][] probabilities, float[][] projected, double[] q) {
        double[] weights = new double[q.length];
        double total = 0;
        for (int label = 0; label < q.length; label++) {
            weights[label] = q[label] / prior[label];
            total += weights[label] * counts[label];
        }
        return new Residual(features(projected, weights, total), answers(probabilities, weights, total));
    }

    private double features(float[][] projected, double[] weights, double total) {
        double residual = 0;
        for (int d = 0; d < projected[0].length; d++) {
            double mean = 0;
            double square = 0;
            for (int label = 0; label < weights.length; label++) {
                mean += weights[label] * sums[label][d] / total;
                square += weights[label] * squares[label][d] / total;
            }
            double seen = 0;
            for (float[] row : projected) {
                seen += row[d] / projected.length;
            }
            residual += (seen - mean) * (seen - mean) / Math.max(SMALLEST_VARIANCE, square - mean * mean);
        }
        return residual;
    }

    private double answers(float[][] probabilities, double[] weights, double total) {
        double[][] seen = new double[weights.length][SoftmaxReference.BINS];
        for (float[] row : probabilities) {
            fill(seen, row);
        }
        double largest = 0;
        for (int k = 0; k < weights.length; k++) {
            double gap = 0;
            for (int bin = 0; bin < SoftmaxReference.BINS; bin++) {
                gap += seen[k][bin] / probabilities.length;
                for (int label = 0; label < weights.length; label++) {
                    gap -= weights[label] * histograms[label][k][bin] / total;
                }
                largest = Math.max(largest, Math.abs(gap));
            }
        }
        return largest;
    }

    private static void fill(double[][] histogram, float[] row) {
        for (int k = 0; k < row.length; k++) {
            int bin = (int) (row[k] * SoftmaxReference.BINS);
            histogram[k][Math.max(0, Math.min(SoftmaxReference.BINS - 1, bin))]++;
        }
    }
}
