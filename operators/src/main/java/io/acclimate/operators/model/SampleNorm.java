// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Group norm and layer norm: every row is normalized by its own mean and biased variance over the channels of a group and
 * all positions, and then scaled and shifted per channel by its stream's affine parameters.
 */
final class SampleNorm {

    private SampleNorm() {}

    /**
     * Normalizes.
     *
     * @param x [N * S, C, positions...], interleaved
     */
    static NDArray normalize(NDArray x, NormLayer layer, ParameterView parameters) {
        long rows = x.getShape().get(0);
        int groups = layer.kind().groups(layer.channels());
        Shape group = new Shape(x.getShape().size() / rows / groups);
        NDArray normalized = x.getNDArrayInternal()
                .layerNorm(
                        x.reshape(rows, groups, -1),
                        group,
                        parameters.scratch().ones(group, x.getDataType()),
                        parameters.scratch().zeros(group, x.getDataType()),
                        NormLayer.EPSILON)
                .singletonOrThrow();
        int streams = parameters.streams();
        return normalized
                .reshape(rows / streams, (long) streams * layer.channels(), -1)
                .mul(perChannel(layer.weight(), parameters))
                .add(perChannel(layer.bias(), parameters))
                .reshape(x.getShape());
    }

    private static NDArray perChannel(String name, ParameterView parameters) {
        NDArray vector = parameters.perStream(name).reshape(1, -1, 1);
        // It belongs to the manager of the source weights where nothing is adapted.
        vector.attach(parameters.scratch());
        return vector;
    }
}
