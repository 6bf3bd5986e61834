// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.SoftmaxReference;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code ShiftKnowledge.Details} holds: the directions of the features in which windows of the same stream vary most
 * (principal axes), how blocks of windows spread along them, bins of every class's softmax value that hold equal shares,
 * how far blocks' answers lie from those shares, and a sample of labelled windows.
 */
final class ShiftDetailsMaker {

    private static final int MOST_DIRECTIONS = 6;
    private static final int SAMPLE = 1000;

    private final Collection<List<ShiftReferenceMaker.Row>> streams;
    private final List<Collection<List<ShiftReferenceMaker.Row>>> orders;
    private final Collection<List<ShiftReferenceMaker.Row>> drawn;
    private final List<ShiftReferenceMaker.Row> rows;
    private final int size;
    private final int classes;

    /** Takes the windows by stream, in the orders that blocks are made of, and drawn at random. */
    ShiftDetailsMaker(
            Collection<List<ShiftReferenceMaker.Row>> streams,
            List<Collection<List<ShiftReferenceMaker.Row>>> orders,
            Collection<List<ShiftReferenceMaker.Row>> drawn) {
        this.streams = streams;
        this.orders = orders;
        this.drawn = drawn;
        this.rows = streams.stream().flatMap(List::stream).toList();
        this.size = rows.get(0).features().length;
        this.classes = rows.get(0).probabilities().length;
    }

    void addTo(Map<String, HostTensor> tensors) {
        int directions = Math.min(MOST_DIRECTIONS, size);
        double[][] axes = PrincipalAxes.of(covariance(), directions);
        tensors.put(SourceKnowledge.SHIFT_AXES, HostTensor.of(flat(axes), directions, size));
        BlockSpread<ShiftReferenceMaker.Row> spread = new BlockSpread<>(orders);
        Map<ShiftReferenceMaker.Row, double[]> along = new IdentityHashMap<>();
        rows.forEach(row -> along.put(row, projected(row, axes)));
        Function<List<ShiftReferenceMaker.Row>, double[]> features = block -> mean(block, along, directions);
        spread.addTo(
                tensors,
                features,
                directions,
                SourceKnowledge.SHIFT_PROJECTED_MEAN,
                SourceKnowledge.SHIFT_PROJECTED_DEVIATION,
                SourceKnowledge.SHIFT_PROJECTED_BETWEEN);
        spread.addLastTo(tensors, features, directions, SourceKnowledge.SHIFT_PROJECTED_DRAWN);
        SoftmaxReference softmax = softmax();
        tensors.put(SourceKnowledge.SHIFT_CLASS_SHARES, HostTensor.of(flat(softmax.classShares()), classes));
        tensors.put(
                SourceKnowledge.SHIFT_SOFTMAX_EDGES,
                HostTensor.of(flat(softmax.edges()), classes, SoftmaxReference.BINS - 1));
        double[] powers = ShiftReferenceMaker.powers(drawn, block -> answers(block, softmax));
        tensors.put(
                SourceKnowledge.SHIFT_ANSWERS_POWERS, HostTensor.of(ShiftReferenceMaker.floats(powers), powers.length));
        Function<List<ShiftReferenceMaker.Row>, double[]> distances =
                block -> ShiftReferenceMaker.scaled(answers(block, softmax), powers);
        spread.addTo(
                tensors,
                distances,
                powers.length,
                SourceKnowledge.SHIFT_ANSWERS_MEAN,
                SourceKnowledge.SHIFT_ANSWERS_DEVIATION,
                SourceKnowledge.SHIFT_ANSWERS_BETWEEN);
        spread.addLastTo(tensors, distances, powers.length, SourceKnowledge.SHIFT_ANSWERS_DRAWN);
        sample(tensors, axes);
    }

    /** Covariance of the features around their stream's mean. */
    private double[][] covariance() {
        double[][] covariance = new double[size][size];
        for (List<ShiftReferenceMaker.Row> stream : streams) {
            double[] mean = new double[size];
            for (ShiftReferenceMaker.Row row : stream) {
                for (int d = 0; d < size; d++) {
                    mean[d] += row.features()[d] / stream.size();
                }
            }
            for (ShiftReferenceMaker.Row row : stream) {
                for (int d = 0; d < size; d++) {
                    double off = row.features()[d] - mean[d];
                    for (int e = 0; e <= d; e++) {
                        covariance[d][e] += off * (row.features()[e] - mean[e]) / rows.size();
                    }
                }
            }
        }
        for (int d = 0; d < size; d++) {
            for (int e = 0; e < d; e++) {
                covariance[e][d] = covariance[d][e];
            }
        }
        return covariance;
    }

    private static double[] projected(ShiftReferenceMaker.Row row, double[][] axes) {
        double[] along = new double[axes.length];
        for (int i = 0; i < axes.length; i++) {
            for (int d = 0; d < row.features().length; d++) {
                along[i] += axes[i][d] * row.features()[d];
            }
        }
        return along;
    }

    private static double[] mean(
            List<ShiftReferenceMaker.Row> block, Map<ShiftReferenceMaker.Row, double[]> along, int directions) {
        double[] mean = new double[directions];
        for (ShiftReferenceMaker.Row row : block) {
            double[] own = along.get(row);
            for (int i = 0; i < directions; i++) {
                mean[i] += own[i] / block.size();
            }
        }
        return mean;
    }

    private SoftmaxReference softmax() {
        double[] shares = new double[classes];
        double[][] edges = new double[classes][SoftmaxReference.BINS - 1];
        for (int k = 0; k < classes; k++) {
            int column = k;
            double[] values = rows.stream()
                    .mapToDouble(row -> row.probabilities()[column])
                    .sorted()
                    .toArray();
            Arrays.setAll(edges[k], bin -> (float) values[(bin + 1) * values.length / SoftmaxReference.BINS]);
            long predicted = rows.stream()
                    .filter(row -> best(row.probabilities()) == column)
                    .count();
            // Half a window more for every class: none has the share 0.
            shares[k] = (float) ((predicted + 0.5) / (rows.size() + 0.5 * classes));
        }
        return new SoftmaxReference(shares, edges);
    }

    private static int best(float[] probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }

    private static double[] answers(List<ShiftReferenceMaker.Row> block, SoftmaxReference softmax) {
        float[][] probabilities =
                block.stream().map(ShiftReferenceMaker.Row::probabilities).toArray(float[][]::new);
        double[] counts = softmax.count(probabilities);
        return new double[] {softmax.classDistance(counts), softmax.softmaxDistance(counts)};
    }

    private void sample(Map<String, HostTensor> tensors, double[][] axes) {
        List<ShiftReferenceMaker.Row> labelled =
                rows.stream().filter(row -> row.label() >= 0).toList();
        int count = Math.min(SAMPLE, labelled.size());
        float[] probabilities = new float[count * classes];
        float[] along = new float[count * axes.length];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            ShiftReferenceMaker.Row row = labelled.get((int) ((long) i * labelled.size() / count));
            System.arraycopy(row.probabilities(), 0, probabilities, i * classes, classes);
            System.arraycopy(flat(projected(row, axes)), 0, along, i * axes.length, axes.length);
            labels[i] = row.label();
        }
        tensors.put(SourceKnowledge.SHIFT_SAMPLE_PROBABILITIES, HostTensor.of(probabilities, count, classes));
        tensors.put(SourceKnowledge.SHIFT_SAMPLE_PROJECTED, HostTensor.of(along, count, axes.length));
        tensors.put(SourceKnowledge.SHIFT_SAMPLE_LABELS, HostTensor.of(labels, count));
    }

    private static float[] flat(double[]... matrix) {
        float[] flat = new float[matrix.length * matrix[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) matrix[i / matrix[0].length][i % matrix[0].length];
        }
        return flat;
    }
}
