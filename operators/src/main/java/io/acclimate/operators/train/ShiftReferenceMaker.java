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
import java.util.function.Function;

/**
 * How the source view's statistics spread on source streams that the model was not trained on, see {@link BlockSpread}: their
 * logarithms as the streams go, for the guard, and the powers that charts take, see {@link SymmetricPower}, also in blocks drawn
 * at random. And what {@link ShiftDetailsMaker} makes of the same windows.
 */
final class ShiftReferenceMaker {

    private static final int BATCH = 200;
    private static final int DRAWN = BlockSpread.MOST_BLOCKS * 128;
    private static final int TYPICAL = 32;

    private final int width = SourceView.STATISTICS.size();
    private final Map<Integer, List<Row>> rowsByStream = new TreeMap<>();
    private final Collection<List<Row>> drawn;
    private final List<Collection<List<Row>>> orders;

    /** An unseen window, as the frozen model sees it. */
    record Row(int label, double[] statistics, float[] features, float[] probabilities) {}

    /**
     * Looks at all windows.
     *
     * @param inOrder whether the windows of a stream follow each other; if not, all blocks are drawn from them at random
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
        drawn = rowsByStream.values().stream().map(this::drawn).toList();
        orders = inOrder ? List.of(rowsByStream.values(), drawn) : List.of(drawn);
    }

    private List<Row> drawn(List<Row> rows) {
        SplittableRandom random = new SplittableRandom(rows.size());
        return random.ints(DRAWN / rowsByStream.size(), 0, rows.size())
                .mapToObj(rows::get)
                .toList();
    }

    /** The power for each of several positive values of a block, by typical blocks drawn at random. */
    static double[] powers(Collection<List<Row>> drawn, Function<List<Row>, double[]> block) {
        List<double[]> values = new ArrayList<>();
        for (List<Row> rows : drawn) {
            int count = Math.min(BlockSpread.MOST_BLOCKS, rows.size() / TYPICAL);
            for (int i = 0; i < count; i++) {
                values.add(block.apply(rows.subList(i * TYPICAL, (i + 1) * TYPICAL)));
            }
        }
        double[] powers = new double[values.isEmpty() ? 0 : values.get(0).length];
        Arrays.setAll(
                powers,
                k -> SymmetricPower.of(values.stream().mapToDouble(v -> v[k]).toArray()));
        return powers;
    }

    void addTo(Map<String, HostTensor> tensors) {
        float[] sizes = new float[BlockSpread.SIZES.length];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = BlockSpread.SIZES[k];
        }
        tensors.put(SourceKnowledge.SHIFT_SIZES, HostTensor.of(sizes, sizes.length));
        new BlockSpread<>(orders.subList(0, 1))
                .addTo(
                        tensors,
                        rows -> scaled(means(rows), new double[width]),
                        width,
                        SourceKnowledge.SHIFT_MEAN,
                        SourceKnowledge.SHIFT_DEVIATION,
                        SourceKnowledge.SHIFT_BETWEEN);
        double[] powers = powers(drawn, this::means);
        tensors.put(SourceKnowledge.SHIFT_CHARTED_POWERS, HostTensor.of(floats(powers), width));
        BlockSpread<Row> charted = new BlockSpread<>(orders);
        Function<List<Row>, double[]> block = rows -> scaled(means(rows), powers);
        charted.addTo(
                tensors,
                block,
                width,
                SourceKnowledge.SHIFT_CHARTED_MEAN,
                SourceKnowledge.SHIFT_CHARTED_DEVIATION,
                SourceKnowledge.SHIFT_CHARTED_BETWEEN);
        charted.addLastTo(tensors, block, width, SourceKnowledge.SHIFT_CHARTED_DRAWN);
        new ShiftDetailsMaker(rowsByStream.values(), orders, drawn).addTo(tensors);
    }

    private double[] means(List<Row> rows) {
        double[] mean = new double[width];
        for (Row row : rows) {
            for (int i = 0; i < width; i++) {
                mean[i] += row.statistics()[i] / rows.size();
            }
        }
        return mean;
    }

    static double[] scaled(double[] values, double[] powers) {
        double[] scaled = new double[values.length];
        Arrays.setAll(scaled, i -> ShiftReference.scaled(values[i], powers[i]));
        return scaled;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
