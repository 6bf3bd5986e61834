// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftReference;

import ai.djl.ndarray.NDManager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the logarithms of the source view's statistics spread on source streams that the model was not trained on: their
 * mean over blocks of as many consecutive windows as an adaptation batch has, the deviation of such blocks around their
 * stream's own mean, and the deviation of the streams' means. Consecutive windows resemble each other, so the deviation of
 * blocks is larger than that of independent windows; it is measured, not derived.
 */
final class ShiftReferenceMaker {

    private static final int[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};
    private static final int BATCH = 200;
    private static final int FEWEST_BLOCKS = 8;

    private final int width = SourceView.STATISTICS.size();
    private final Map<Integer, List<double[]>> rowsByStream = new TreeMap<>();

    ShiftReferenceMaker(SourceView view, LoadedModel model, ModelSpec spec, LabelledWindows unseen) {
        Batches batches = new Batches(unseen, spec.inputDimensions());
        for (int[] batch : batches.ordered(BATCH)) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                double[] statistics = view.look(batches.input(batch, scratch)).statistics();
                for (int i = 0; i < batch.length; i++) {
                    double[] row = new double[width];
                    System.arraycopy(statistics, i * width, row, 0, width);
                    rowsByStream
                            .computeIfAbsent(unseen.streams()[batch[i]], stream -> new ArrayList<>())
                            .add(row);
                }
            }
        }
    }

    void addTo(Map<String, HostTensor> tensors) {
        float[] means = new float[SIZES.length * width];
        float[] deviations = new float[SIZES.length * width];
        float[] between = new float[width];
        float[] sizes = new float[SIZES.length];
        for (int k = 0; k < SIZES.length; k++) {
            sizes[k] = SIZES[k];
            List<List<double[]>> blocks = blocks(SIZES[k]);
            for (int i = 0; i < width; i++) {
                Spread spread = new Spread(blocks, i);
                boolean enough = k == 0 || spread.blocks >= FEWEST_BLOCKS;
                int at = k * width + i;
                means[at] = enough ? (float) spread.mean : means[at - width];
                deviations[at] = enough ? (float) spread.within() : deviations[at - width];
                between[i] = enough ? (float) spread.between() : between[i];
            }
        }
        tensors.put(SourceKnowledge.SHIFT_SIZES, HostTensor.of(sizes, sizes.length));
        tensors.put(SourceKnowledge.SHIFT_MEAN, HostTensor.of(means, SIZES.length, width));
        tensors.put(SourceKnowledge.SHIFT_DEVIATION, HostTensor.of(deviations, SIZES.length, width));
        tensors.put(SourceKnowledge.SHIFT_BETWEEN, HostTensor.of(between, width));
    }

    /** Scaled block means, by stream; streams shorter than a block are left out. */
    private List<List<double[]>> blocks(int size) {
        List<List<double[]>> all = new ArrayList<>();
        for (List<double[]> rows : rowsByStream.values()) {
            List<double[]> blocks = new ArrayList<>();
            for (int at = 0; at + size <= rows.size(); at += size) {
                blocks.add(block(rows.subList(at, at + size)));
            }
            if (!blocks.isEmpty()) {
                all.add(blocks);
            }
        }
        return all;
    }

    private double[] block(List<double[]> rows) {
        double[] mean = new double[width];
        for (double[] row : rows) {
            for (int i = 0; i < width; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        for (int i = 0; i < width; i++) {
            mean[i] = ShiftReference.scaled(mean[i]);
        }
        return mean;
    }

    /** One-way analysis of variance of one statistic. */
    private static final class Spread {
        private final double mean;
        private final int blocks;
        private final int streams;
        private double squaresWithin;
        private double squaresBetween;

        Spread(List<List<double[]>> byStream, int statistic) {
            double total = 0;
            int count = 0;
            for (List<double[]> stream : byStream) {
                total += average(stream, statistic);
                count += stream.size();
            }
            streams = byStream.size();
            blocks = count;
            mean = total / Math.max(1, streams);
            for (List<double[]> stream : byStream) {
                double own = average(stream, statistic);
                squaresBetween += (own - mean) * (own - mean);
                for (double[] block : stream) {
                    squaresWithin += (block[statistic] - own) * (block[statistic] - own);
                }
            }
        }

        private static double average(List<double[]> blocks, int statistic) {
            return blocks.stream().mapToDouble(b -> b[statistic]).average().orElse(0);
        }

        double within() {
            return Math.sqrt(squaresWithin / Math.max(1, blocks - streams));
        }

        /** From few streams the spread is uncertain: this is its posterior mean under Jeffreys' prior, SS / (n - 3). */
        double between() {
            double ofMeans = squaresBetween / Math.max(1, streams - 3);
            double ofNoise = within() * within() * streams / Math.max(1, blocks);
            return streams < 2 ? 0 : Math.sqrt(Math.max(0, ofMeans - ofNoise));
        }
    }
}
