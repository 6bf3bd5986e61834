// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Statistics of normalization layers that a model of a stream keeps as the vector {@code name.statistics}; none if the network
 * has no batch norm.
 */
record RobustStatistics(ParameterLayout layout, float[] source) {

    static RobustStatistics of(Network network, SourceWeights weights) {
        ParameterLayout layout = network.statisticsLayout();
        return new RobustStatistics(layout, layout.flatten(weights.host()));
    }

    private static String name(String model) {
        return model + ".statistics";
    }

    List<StateVector> state(String model) {
        return source.length == 0 ? List.of() : List.of(new StateVector(name(model), source));
    }

    /** The parameters {@code adapted}, and these statistics, over the source weights. */
    ParameterView view(String model, SourceWeights weights, PassInput input, GroupState state, Overlay... adapted) {
        List<Overlay> overlays = new ArrayList<>(List.of(adapted));
        if (source.length > 0) {
            overlays.add(new Overlay(layout, state.get(name(model))));
        }
        return new ParameterView(weights, input.scratch(), 1, overlays.toArray(Overlay[]::new));
    }

    /** Keeps what a pass with {@link io.acclimate.operators.model.Normalization#robust} moved. */
    void keep(String model, Map<String, NDArray> moved, GroupState state) {
        if (source.length == 0) {
            return;
        }
        NDList parts = new NDList();
        layout.entries().forEach(e -> parts.add(moved.get(e.name()).reshape(state.streams(), e.length())));
        state.put(name(model), NDArrays.concat(parts, 1));
    }
}
