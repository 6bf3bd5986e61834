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

/**
 * How the logarithms of the source view's statistics spread on source streams that the model was not trained on: their mean, and the
 * standard deviation of their mean over as many consecutive windows of one stream as an adaptation batch has. Consecutive
 * windows resemble each other and streams differ, so that deviation is larger than that of independent windows; it is
 * measured, not derived.
 */
final class ShiftReferenceMaker {

    private static final int[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};
    private static final int BATCH = 200;
    private static final int FEWEST_BLOCKS = 4;

    private final int width = SourceView.STATISTICS.size();
    private final List<double[]> rows = new ArrayList<>();
    private final int[] streams;

    ShiftReferenceMaker(SourceView view, LoadedModel model, ModelSpec spec, LabelledWindows unseen) {
        streams = unseen.streams();
        Batches batches = new Batches(unseen, spec.inputDimensions());
        for (int[] batch : batches.ordered(BATCH)) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                double[] statistics = view.look(batches.input(batch, scratch)).statistics();
                for (int i = 0; i < batch.length; i++) {
                    double[] row = new double[width];
                    System.arraycopy(statistics, i * width, row, 0, width);
                    rows.add(row);
                }
            }
        }
    }

    void addTo(Map<String, HostTensor> tensors) {
        float[] means = new float[SIZES.length * width];
        float[] deviations = new float[SIZES.length * width];
        float[] sizes = new float[SIZES.length];
        for (int k = 0; k < SIZES.length; k++) {
            sizes[k] = SIZES[k];
            List<double[]> blocks = blocks(SIZES[k]);
            for (int i = 0; i < width; i++) {
                int statistic = i;
                double[] values = blocks.stream()
                        .mapToDouble(b -> ShiftReference.scaled(b[statistic]))
                        .toArray();
                double average = average(values);
                boolean enough = blocks.size() >= FEWEST_BLOCKS || k == 0;
                means[k * width + i] = enough ? (float) average : means[(k - 1) * width + i];
                deviations[k * width + i] =
                        enough ? (float) deviation(values, average) : deviations[(k - 1) * width + i];
            }
        }
        tensors.put(SourceKnowledge.SHIFT_SIZES, HostTensor.of(sizes, sizes.length));
        tensors.put(SourceKnowledge.SHIFT_MEAN, HostTensor.of(means, SIZES.length, width));
        tensors.put(SourceKnowledge.SHIFT_DEVIATION, HostTensor.of(deviations, SIZES.length, width));
    }

    private List<double[]> blocks(int size) {
        List<double[]> blocks = new ArrayList<>();
        for (int at = 0; at + size <= rows.size(); at += size) {
            if (streams[at] == streams[at + size - 1]) {
                double[] mean = new double[width];
                for (double[] row : rows.subList(at, at + size)) {
                    for (int i = 0; i < width; i++) {
                        mean[i] += row[i] / size;
                    }
                }
                blocks.add(mean);
            }
        }
        return blocks;
    }

    private static double average(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values, double average) {
        double squares = 0;
        for (double value : values) {
            squares += (value - average) * (value - average);
        }
        return Math.sqrt(squares / values.length);
    }
}
