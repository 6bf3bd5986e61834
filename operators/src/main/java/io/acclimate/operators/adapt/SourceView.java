// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftReference;
import io.acclimate.operators.shift.SoftmaxReference;
import io.acclimate.operators.shift.SourceSample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the frozen source model sees of a batch: its predictions, and statistics whose drift means a shift. Adaptation
 * would hide a shift from its own statistics, so detectors are fed from here only.
 */
public final class SourceView {

    /** Name of the statistic that tells how sure the source model is. */
    public static final String ENTROPY = "prediction-entropy";

    /** Names of the statistics, in the order of {@link Result#statistics()}. */
    public static final List<String> STATISTICS = List.of("feature-distance", ENTROPY, "input-level-distance");

    /**
     * Standard deviations of its channel that a reading may lie off the source's mean and still be believed. Of the gas
     * sensor drift data set (Vergara et al. 2012), 99.8 % of the rows stay within 100 in three years, and the two rows
     * that do not stay within 1000 are faults. A single reading further off outweighs a whole batch in mean and variance.
     */
    static final double PLAUSIBLE = 1000;

    /** A channel that hardly varied in the source data is judged by this share of its mean instead. */
    private static final double SMALLEST_VARIATION = 0.01;

    private final LoadedModel model;
    private final float[] inverseFeatureVariance;
    private final float[] featureMean;
    private final float[] inputMean;
    private final float[] inputVariance;
    private final double[] farthest;

    /**
     * What was seen.
     *
     * @param classes predicted class of every row
     * @param probabilities [rows, classes] row-major
     * @param features [rows, feature size] row-major
     * @param statistics [rows, statistics] row-major: mean squared distance of the features from the source's mean in
     *     units of their variance; entropy of the prediction in nats; mean squared distance of the window's level from
     *     the source's in units of the channel's variance
     * @param plausible whether every reading of the row is a number that a sensor like the source's can send
     */
    public record Result(
            int[] classes, float[] probabilities, float[] features, double[] statistics, boolean[] plausible) {}

    /** A view through {@code model}, whose package must know the statistics of features and inputs. */
    public SourceView(LoadedModel model) {
        SourceKnowledge knowledge = model.source().knowledge();
        this.model = model;
        this.featureMean = knowledge.get(SourceKnowledge.FEATURE_MEAN).floats();
        this.inverseFeatureVariance =
                inverse(knowledge.get(SourceKnowledge.FEATURE_VARIANCE).floats());
        this.inputMean = knowledge.get(SourceKnowledge.INPUT_MEAN).floats();
        this.inputVariance = knowledge.get(SourceKnowledge.INPUT_VARIANCE).floats();
        this.farthest = new double[inputMean.length];
        Arrays.setAll(farthest, c -> farthest(inputMean[c], Math.sqrt(inputVariance[c])));
    }

    /**
     * What the statistics of this view look like without a shift, as the package measured it.
     *
     * @throws IllegalArgumentException if the package was made without a shift reference
     */
    public static ShiftReference shiftReference(SourceKnowledge knowledge) {
        double[] sizes = knowledge.get(SourceKnowledge.SHIFT_SIZES).doubles();
        return new ShiftReference(
                STATISTICS,
                Arrays.stream(sizes).mapToInt(size -> (int) size).toArray(),
                rows(knowledge.get(SourceKnowledge.SHIFT_MEAN)),
                rows(knowledge.get(SourceKnowledge.SHIFT_DEVIATION)),
                knowledge.get(SourceKnowledge.SHIFT_BETWEEN).doubles());
    }

    /** Everything that shift detection and diagnosis must know of the source; packages of older format versions know less. */
    public static ShiftKnowledge shiftKnowledge(SourceKnowledge knowledge) {
        ShiftReference statistics = charted(knowledge).withUnknownLevels();
        return new ShiftKnowledge(
                statistics,
                knowledge.find(SourceKnowledge.SHIFT_AXES).map(axes -> details(knowledge, statistics.sizes(), axes)));
    }

    /** The statistics' reference on the scale that is charted; before format version 5 that is the logarithm. */
    private static ShiftReference charted(SourceKnowledge knowledge) {
        ShiftReference logarithmic = shiftReference(knowledge);
        return knowledge
                .find(SourceKnowledge.SHIFT_CHARTED_POWERS)
                .map(powers -> new ShiftReference(
                        STATISTICS,
                        logarithmic.sizes(),
                        rows(knowledge.get(SourceKnowledge.SHIFT_CHARTED_MEAN)),
                        rows(knowledge.get(SourceKnowledge.SHIFT_CHARTED_DEVIATION)),
                        knowledge.get(SourceKnowledge.SHIFT_CHARTED_BETWEEN).doubles(),
                        powers.doubles(),
                        drawn(knowledge, SourceKnowledge.SHIFT_CHARTED_DRAWN, SourceKnowledge.SHIFT_CHARTED_DEVIATION)))
                .orElse(logarithmic);
    }

    private static ShiftKnowledge.Details details(SourceKnowledge knowledge, int[] sizes, HostTensor axes) {
        int directions = (int) axes.shape()[0];
        List<String> names = IntStream.rangeClosed(1, directions)
                .mapToObj(i -> ShiftKnowledge.FEATURES + "-" + i)
                .toList();
        return new ShiftKnowledge.Details(
                floatRows(axes),
                new ShiftReference(
                                names,
                                sizes,
                                rows(knowledge.get(SourceKnowledge.SHIFT_PROJECTED_MEAN)),
                                rows(knowledge.get(SourceKnowledge.SHIFT_PROJECTED_DEVIATION)),
                                knowledge
                                        .get(SourceKnowledge.SHIFT_PROJECTED_BETWEEN)
                                        .doubles(),
                                ShiftReference.same(names, ShiftReference.AS_IS),
                                drawn(
                                        knowledge,
                                        SourceKnowledge.SHIFT_PROJECTED_DRAWN,
                                        SourceKnowledge.SHIFT_PROJECTED_DEVIATION))
                        .withUnknownLevels(),
                new SoftmaxReference(
                        knowledge.get(SourceKnowledge.SHIFT_CLASS_SHARES).doubles(),
                        rows(knowledge.get(SourceKnowledge.SHIFT_SOFTMAX_EDGES))),
                new ShiftReference(
                                ShiftKnowledge.ANSWERS,
                                sizes,
                                rows(knowledge.get(SourceKnowledge.SHIFT_ANSWERS_MEAN)),
                                rows(knowledge.get(SourceKnowledge.SHIFT_ANSWERS_DEVIATION)),
                                knowledge
                                        .get(SourceKnowledge.SHIFT_ANSWERS_BETWEEN)
                                        .doubles(),
                                knowledge
                                        .find(SourceKnowledge.SHIFT_ANSWERS_POWERS)
                                        .map(HostTensor::doubles)
                                        .orElseGet(() ->
                                                ShiftReference.same(ShiftKnowledge.ANSWERS, ShiftReference.LOGARITHM)),
                                drawn(
                                        knowledge,
                                        SourceKnowledge.SHIFT_ANSWERS_DRAWN,
                                        SourceKnowledge.SHIFT_ANSWERS_DEVIATION))
                        .withUnknownLevels(),
                SourceSample.of(
                        floatRows(knowledge.get(SourceKnowledge.SHIFT_SAMPLE_PROBABILITIES)),
                        floatRows(knowledge.get(SourceKnowledge.SHIFT_SAMPLE_PROJECTED)),
                        Arrays.stream(knowledge
                                        .get(SourceKnowledge.SHIFT_SAMPLE_LABELS)
                                        .longs())
                                .mapToInt(label -> (int) label)
                                .toArray()));
    }

    /** Before format version 6 nothing more is known of batches drawn at random. */
    private static double[][] drawn(SourceKnowledge knowledge, String name, String otherwise) {
        return rows(knowledge.find(name).orElseGet(() -> knowledge.get(otherwise)));
    }

    private static float[][] floatRows(HostTensor tensor) {
        float[] flat = tensor.floats();
        int width = (int) tensor.shape()[1];
        float[][] rows = new float[(int) tensor.shape()[0]][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
        return rows;
    }

    private static double[][] rows(HostTensor tensor) {
        double[] flat = tensor.doubles();
        int width = (int) tensor.shape()[1];
        double[][] rows = new double[(int) tensor.shape()[0]][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
        return rows;
    }

    /** A channel that was always 0 has no scale to judge by. */
    private static double farthest(double mean, double deviation) {
        double scale = Math.max(deviation, SMALLEST_VARIATION * Math.abs(mean));
        return scale > 0 ? PLAUSIBLE * scale : Double.POSITIVE_INFINITY;
    }

    private static float[] inverse(float[] variance) {
        float[] inverse = variance.clone();
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = 1 / (variance[i] + 1e-6f) / variance.length;
        }
        return inverse;
    }

    /** Looks at all rows of a pass. */
    public Result look(PassInput input) {
        return look(
                input,
                model.network()
                        .forward(
                                new ParameterView(model.weights(), input.scratch(), 1),
                                input.rows(),
                                Normalization.SOURCE));
    }

    /** The same, of what the frozen model has given already. */
    Result look(PassInput input, Network.Outputs outputs) {
        NDArray entropy = Losses.entropy(outputs.logits());
        NDArray mean = input.scratch().create(featureMean);
        NDArray scale = input.scratch().create(inverseFeatureVariance, new Shape(featureMean.length, 1));
        NDArray distance = outputs.features().sub(mean).square().matMul(scale);
        NDArray softmax = outputs.logits().softmax(-1);
        boolean[] plausible = new boolean[input.streams() * input.samples()];
        // A GPU computes the above meanwhile.
        double[] levels = levels(input, plausible);
        float[] probabilities = softmax.toFloatArray();
        return new Result(
                Predictions.classes(probabilities, model.network().classes()),
                probabilities,
                outputs.features().toFloatArray(),
                statistics(distance.toFloatArray(), entropy.toFloatArray(), levels),
                plausible);
    }

    private static double[] statistics(float[] distance, float[] entropy, double[] levels) {
        int width = STATISTICS.size();
        double[] statistics = new double[distance.length * width];
        for (int row = 0; row < distance.length; row++) {
            statistics[row * width] = distance[row];
            statistics[row * width + 1] = entropy[row];
            statistics[row * width + 2] = levels[row];
        }
        return statistics;
    }

    /** Distance of every row's level, and whether its readings can be; one walk over the readings serves both. */
    private double[] levels(PassInput input, boolean[] plausible) {
        double[] levels = new double[plausible.length];
        int length = input.host().remaining() / levels.length;
        input.eachStream(s -> {
            float[] readings = new float[length];
            for (int row = s; row < levels.length; row += input.streams()) {
                input.host().get(row * length, readings);
                plausible[row] = true;
                levels[row] = lookAtChannels(readings, row, plausible);
            }
        });
        return levels;
    }

    private double lookAtChannels(float[] readings, int row, boolean[] plausible) {
        int channels = inputMean.length;
        int positions = readings.length / channels;
        int at = 0;
        double total = 0;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            float lowest = Float.POSITIVE_INFINITY;
            float highest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < positions; i++) {
                float reading = readings[at++];
                sum += reading;
                lowest = Math.min(lowest, reading);
                highest = Math.max(highest, reading);
            }
            plausible[row] &= highest - inputMean[c] <= farthest[c] && inputMean[c] - lowest <= farthest[c];
            double deviation = sum / positions - inputMean[c];
            total += deviation * deviation / (inputVariance[c] + 1e-12);
        }
        return total / channels;
    }
}
