// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.testing;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.NormLayer;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

/** The two-convolution network that the golden vectors were recorded with. */
public final class TinyNetwork implements Network {

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        NDArray x = block(parameters, input, normalization, "conv1.weight", new NormLayer("bn1", 8), 1);
        x = block(parameters, x, normalization, "conv2.weight", new NormLayer("bn2", 16), 2);
        NDArray features = x.reshape(x.getShape().get(0), 16, -1).mean(new int[] {2});
        NDArray logits = features.getNDArrayInternal()
                .linear(features, parameters.shared("linear.weight"), parameters.shared("linear.bias"))
                .singletonOrThrow();
        return new Outputs(features, logits);
    }

    private static NDArray block(
            ParameterView parameters, NDArray x, Normalization norm, String weight, NormLayer layer, long stride) {
        NDArray y = x.getNDArrayInternal()
                .convolution(
                        x,
                        parameters.shared(weight),
                        null,
                        new Shape(stride, stride),
                        new Shape(1, 1),
                        new Shape(1, 1),
                        1)
                .singletonOrThrow();
        Shape rows = y.getShape();
        int streams = parameters.streams();
        NDArray interleaved =
                y.reshape(new Shape(rows.get(0) / streams, rows.get(1) * streams, rows.get(2), rows.get(3)));
        return norm.normalize(interleaved, layer, parameters)
                .reshape(rows)
                .getNDArrayInternal()
                .relu();
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        add(specs, ParameterSpec.Role.WEIGHT, "conv1.weight", 8, 3, 3, 3);
        norm(specs, "bn1", 8);
        add(specs, ParameterSpec.Role.WEIGHT, "conv2.weight", 16, 8, 3, 3);
        norm(specs, "bn2", 16);
        add(specs, ParameterSpec.Role.WEIGHT, "linear.weight", 5, 16);
        add(specs, ParameterSpec.Role.WEIGHT, "linear.bias", 5);
        return specs;
    }

    private static void norm(List<ParameterSpec> specs, String name, int channels) {
        add(specs, ParameterSpec.Role.NORM_AFFINE, name + ".weight", channels);
        add(specs, ParameterSpec.Role.NORM_AFFINE, name + ".bias", channels);
        add(specs, ParameterSpec.Role.NORM_STATISTIC, name + ".running_mean", channels);
        add(specs, ParameterSpec.Role.NORM_STATISTIC, name + ".running_var", channels);
    }

    private static void add(List<ParameterSpec> specs, ParameterSpec.Role role, String name, long... shape) {
        specs.add(new ParameterSpec(name, shape, role));
    }

    @Override
    public List<NormLayer> normLayers() {
        return List.of(new NormLayer("bn1", 8), new NormLayer("bn2", 16));
    }

    @Override
    public int featureSize() {
        return 16;
    }

    @Override
    public int classes() {
        return 5;
    }
}
