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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * How the logarithms of the source view's statistics spread on source streams that the model was not trained on, see {@link
 * BlockSpread}, and what {@link ShiftDetailsMaker} makes of the same windows.
 */
final class ShiftReferenceMaker {

    private static final int BATCH = 200;
    private static final int DRAWN = 500 * 128;

    private final int width = SourceView.STATISTICS.size();
    private final Map<Integer, List<Row>> rowsByStream = new TreeMap<>();
    private final Collection<List<Row>> orders;

    /** An unseen window, as the frozen model sees it. */
    record Row(int label, double[] statistics, float[] features, float[] probabilities) {}

    /**
     * Looks at all windows.
     *
     * @param inOrder whether the windows of a stream follow each other; if not, blocks are drawn from them at random, and
     *     so there are enough of them
     */
    ShiftReferenceMaker(SourceView view, LoadedModel model, ModelSpec spec, LabelledWindows unseen, boolean inOrder) {
        Batches batches = new Batches(unseen, spec.inputDimensions());
        for (int[] batch : batches.ordered(BATCH)) {
            try (NDManager scratch = model.weights().manager().newSubManager()) {
                SourceView.Result seen = view.look(batches.input(batch, scratch));
                int size = seen.features().length / batch.length;
                int classes = seen.probabilities().length / batch.length;
                for (int i = 0; i < batch.length; i++) {
                    rowsByStream
                            .computeIfAbsent(unseen.streams()[batch[i]], stream -> new ArrayList<>())
                            .add(new Row(
                                    unseen.labels()[batch[i]],
                                    Arrays.copyOfRange(seen.statistics(), i * width, (i + 1) * width),
                                    Arrays.copyOfRange(seen.features(), i * size, (i + 1) * size),
                                    Arrays.copyOfRange(seen.probabilities(), i * classes, (i + 1) * classes)));
                }
            }
        }
        orders = inOrder
                ? rowsByStream.values()
                : rowsByStream.values().stream().map(ShiftReferenceMaker::drawn).toList();
    }

    private static List<Row> drawn(List<Row> rows) {
        SplittableRandom random = new SplittableRandom(rows.size());
        return random.ints(DRAWN, 0, rows.size()).mapToObj(rows::get).toList();
    }

    void addTo(Map<String, HostTensor> tensors) {
        float[] sizes = new float[BlockSpread.SIZES.length];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = BlockSpread.SIZES[k];
        }
        tensors.put(SourceKnowledge.SHIFT_SIZES, HostTensor.of(sizes, sizes.length));
        new BlockSpread<>(orders)
                .addTo(
                        tensors,
                        this::block,
                        width,
                        SourceKnowledge.SHIFT_MEAN,
                        SourceKnowledge.SHIFT_DEVIATION,
                        SourceKnowledge.SHIFT_BETWEEN);
        new ShiftDetailsMaker(rowsByStream.values(), orders).addTo(tensors);
    }

    private double[] block(List<Row> rows) {
        double[] mean = new double[width];
        for (Row row : rows) {
            for (int i = 0; i < width; i++) {
                mean[i] += row.statistics()[i] / rows.size();
            }
        }
        for (int i = 0; i < width; i++) {
            mean[i] = ShiftReference.scaled(mean[i]);
        }
        return mean;
    }
}
