// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * A pure function from parameters and inputs to features and class scores. It holds no weights, so one network serves
 * every stream, and student, teacher and frozen source at once.
 */
public interface Network {

    /**
     * Result of a pass.
     *
     * @param features [rows, feature size], the input of the last linear layer
     * @param logits [rows, classes]
     */
    record Outputs(NDArray features, NDArray logits) {}

    /**
     * Runs the network.
     *
     * @param parameters weights and overlays, for S streams
     * @param input [rows, input shape...]; with S streams, row n * S + s is the n-th sample of stream s
     * @param normalization where batch normalization layers take their statistics from
     */
    Outputs forward(ParameterView parameters, NDArray input, Normalization normalization);

    /**
     * Class scores of those parts of the network that are trained to predict by themselves; of most networks there is one,
     * the whole.
     *
     * @param parameters those of the pass
     * @param outputs of the pass
     * @return each [rows, classes]
     */
    default List<NDArray> heads(ParameterView parameters, Outputs outputs) {
        return List.of(outputs.logits());
    }

    /** Every tensor that the network needs, in a fixed order. */
    List<ParameterSpec> parameters();

    /** Every normalization layer, in the order of the pass. */
    List<NormLayer> normLayers();

    /** Whether any layer normalizes by the statistics of a batch, which a stream can adapt without a gradient. */
    default boolean hasBatchNorm() {
        return normLayers().stream().anyMatch(layer -> layer.kind() == NormKind.BATCH);
    }

    /** Number of features. */
    int featureSize();

    /** Number of classes. */
    int classes();

    /** Name of the last linear layer; its weight and its bias are the last two of {@link #parameters}. */
    default String classifier() {
        List<ParameterSpec> all = parameters();
        String bias = all.get(all.size() - 1).name();
        return bias.substring(0, bias.lastIndexOf('.'));
    }

    /** Layout of the parameters in {@code scope}. */
    default ParameterLayout layout(ParameterSpec.Scope scope) {
        return ParameterLayout.of(parameters().stream().filter(scope::contains).toList());
    }

    /** Layout of the running statistics of all batch normalization layers. */
    default ParameterLayout statisticsLayout() {
        return ParameterLayout.of(parameters().stream()
                .filter(spec -> spec.role() == ParameterSpec.Role.NORM_STATISTIC)
                .toList());
    }
}
