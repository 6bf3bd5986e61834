// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

import java.util.List;
import java.util.stream.Stream;

/**
 * A network whose convolutions and linear layers have adapters. Without an overlay that holds them it is the network that it
 * was made of.
 *
 * @param bare the network without adapters
 * @param adapters their rank
 */
record LowRankNetwork(Network bare, LowRank adapters) implements Network {

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        return bare.forward(parameters, input, normalization);
    }

    @Override
    public List<NDArray> heads(ParameterView parameters, Outputs outputs) {
        return bare.heads(parameters, outputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        Stream<ParameterSpec> factors =
                adapters.layers(bare).stream().flatMap(layer -> Stream.of(layer.down(), layer.up()));
        return Stream.concat(bare.parameters().stream(), factors).toList();
    }

    @Override
    public List<NormLayer> normLayers() {
        return bare.normLayers();
    }

    @Override
    public int featureSize() {
        return bare.featureSize();
    }

    @Override
    public int classes() {
        return bare.classes();
    }

    @Override
    public String classifier() {
        return bare.classifier();
    }
}
