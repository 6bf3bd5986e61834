// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.util.ArrayList;
import java.util.List;

/** Collects what a network needs, in the order of its layers. */
final class ParameterSpecs {

    private final List<ParameterSpec> parameters = new ArrayList<>();
    private final List<NormLayer> normLayers = new ArrayList<>();

    void weight(String name, long... shape) {
        parameters.add(new ParameterSpec(name, shape, ParameterSpec.Role.WEIGHT));
    }

    void linear(String name, int in, int out) {
        weight(name + ".weight", out, in);
        weight(name + ".bias", out);
    }

    void norm(NormLayer layer) {
        normLayers.add(layer);
        add(layer.weight(), ParameterSpec.Role.NORM_AFFINE, layer.channels());
        add(layer.bias(), ParameterSpec.Role.NORM_AFFINE, layer.channels());
        switch (layer.kind()) {
            case BATCH -> statistics(layer, ParameterSpec.Role.NORM_STATISTIC);
            case FIXED -> statistics(layer, ParameterSpec.Role.INPUT_STATISTIC);
            case GROUP, LAYER -> {}
        }
    }

    private void statistics(NormLayer layer, ParameterSpec.Role role) {
        add(layer.mean(), role, layer.channels());
        add(layer.variance(), role, layer.channels());
    }

    private void add(String name, ParameterSpec.Role role, int channels) {
        parameters.add(new ParameterSpec(name, new long[] {channels}, role));
    }

    List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    List<NormLayer> normLayers() {
        return List.copyOf(normLayers);
    }
}
