// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

import java.util.Map;

/** Statistics of normalization layers that a model of a stream keeps as the vector {@code name.statistics}. */
record RobustStatistics(ParameterLayout layout, float[] source) {

    static RobustStatistics of(Network network, SourceWeights weights) {
        ParameterLayout layout = network.statisticsLayout();
        return new RobustStatistics(layout, layout.flatten(weights.host()));
    }

    private static String name(String model) {
        return model + ".statistics";
    }

    StateVector state(String model) {
        return new StateVector(name(model), source);
    }

    Overlay overlay(String model, GroupState state) {
        return new Overlay(layout, state.get(name(model)));
    }

    /** Keeps what a pass with {@link io.acclimate.operators.model.Normalization#robust} moved. */
    void keep(String model, Map<String, NDArray> moved, GroupState state) {
        NDList parts = new NDList();
        layout.entries().forEach(e -> parts.add(moved.get(e.name()).reshape(state.streams(), e.length())));
        state.put(name(model), NDArrays.concat(parts, 1));
    }
}
