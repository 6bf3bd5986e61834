// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * What the frozen source model sees of a batch: its predictions, and statistics whose drift means a shift. Adaptation
 * would hide a shift from its own statistics, so detectors are fed from here only.
 */
public final class SourceView {

    /** Names of the statistics, in the order of {@link Result#statistics()}. */
    public static final List<String> STATISTICS =
            List.of("feature-distance", "prediction-entropy", "input-level-distance");

    private final LoadedModel model;
    private final float[] inverseFeatureVariance;
    private final float[] featureMean;
    private final float[] inputMean;
    private final float[] inputVariance;

    /**
     * What was seen.
     *
     * @param classes predicted class of every row
     * @param probabilities [rows, classes] row-major
     * @param statistics [rows, statistics] row-major: mean squared distance of the features from the source's mean in
     *     units of their variance; entropy of the prediction in nats; mean squared distance of the window's level from
     *     the source's in units of the channel's variance
     */
    public record Result(int[] classes, float[] probabilities, double[] statistics) {}

    /** A view through {@code model}, whose package must know the statistics of features and inputs. */
    public SourceView(LoadedModel model) {
        SourceKnowledge knowledge = model.source().knowledge();
        this.model = model;
        this.featureMean = knowledge.get(SourceKnowledge.FEATURE_MEAN).floats();
        this.inverseFeatureVariance =
                inverse(knowledge.get(SourceKnowledge.FEATURE_VARIANCE).floats());
        this.inputMean = knowledge.get(SourceKnowledge.INPUT_MEAN).floats();
        this.inputVariance = knowledge.get(SourceKnowledge.INPUT_VARIANCE).floats();
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
        Network.Outputs outputs = model.network()
                .forward(new ParameterView(model.weights(), input.scratch(), 1), input.rows(), Normalization.SOURCE);
        NDArray entropy = Losses.entropy(outputs.logits());
        NDArray mean = input.scratch().create(featureMean);
        NDArray scale = input.scratch().create(inverseFeatureVariance, new Shape(featureMean.length, 1));
        float[] distance = outputs.features().sub(mean).square().matMul(scale).toFloatArray();
        float[] probabilities = outputs.logits().softmax(-1).toFloatArray();
        return new Result(
                Predictions.classes(probabilities, model.network().classes()),
                probabilities,
                statistics(input, distance, entropy.toFloatArray()));
    }

    private double[] statistics(PassInput input, float[] distance, float[] entropy) {
        int width = STATISTICS.size();
        double[] statistics = new double[distance.length * width];
        for (int row = 0; row < distance.length; row++) {
            statistics[row * width] = distance[row];
            statistics[row * width + 1] = entropy[row];
            statistics[row * width + 2] = levelDistance(input, row, distance.length);
        }
        return statistics;
    }

    private double levelDistance(PassInput input, int row, int rows) {
        int channels = inputMean.length;
        int positions = input.host().remaining() / rows / channels;
        int at = row * channels * positions;
        double total = 0;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int i = 0; i < positions; i++) {
                sum += input.host().get(at++);
            }
            double deviation = sum / positions - inputMean[c];
            total += deviation * deviation / (inputVariance[c] + 1e-12);
        }
        return total / channels;
    }
}
