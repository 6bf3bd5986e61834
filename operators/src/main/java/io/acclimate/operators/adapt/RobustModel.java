// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;

import java.util.HashMap;
import java.util.Map;

/**
 * Models of one stream whose normalization statistics are their own and move, as RoTTA and PeTTA run them.
 *
 * @param student network, source weights and trained parameters
 * @param statistics the statistics that each model keeps
 * @param momentum weight of a batch in them
 */
record RobustModel(Student student, RobustStatistics statistics, double momentum) {

    static RobustModel of(Student student, double momentum) {
        return new RobustModel(student, RobustStatistics.of(student.network(), student.weights()), momentum);
    }

    /** The parameters and statistics of the model called {@code name}; without {@code values}, the source's parameters. */
    private ParameterView view(String name, PassInput input, GroupState state, NDArray values) {
        Overlay[] adapted = values == null ? new Overlay[0] : new Overlay[] {new Overlay(student.layout(), values)};
        return statistics.view(name, student.weights(), input, state, adapted);
    }

    /** Runs a model with the statistics that it has. */
    Network.Outputs evaluated(String name, PassInput input, GroupState state) {
        return student.network().forward(view(name, input, state, state.get(name)), input.rows(), Normalization.SOURCE);
    }

    /**
     * Runs a model with statistics that move towards those of {@code rows}, and keeps them.
     *
     * @param values trained parameters, or null for the source's
     */
    Network.Outputs moved(String name, PassInput input, GroupState state, NDArray values, NDArray rows) {
        Map<String, NDArray> moved = new HashMap<>();
        Network.Outputs outputs = student.network()
                .forward(view(name, input, state, values), rows, Normalization.robust(momentum, moved));
        statistics.keep(name, moved, state);
        return outputs;
    }
}
