// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Batch norm with an exponential moving average of the statistics (as in PyTorch's training mode). A first pass, in
 * which every layer normalizes with the batch, moves the running statistics; a second predicts with them.
 */
public final class NormEma implements PredictsAtOnce {

    private static final String STATISTICS = STUDENT + ".statistics";

    private final Network network;
    private final SourceWeights weights;
    private final ParameterLayout layout;
    private final double momentum;

    /**
     * Describes the method.
     *
     * @param momentum weight of the batch, 0..1; usually .1
     */
    public NormEma(Network network, SourceWeights weights, double momentum) {
        this.network = network;
        this.weights = weights;
        this.layout = network.statisticsLayout();
        this.momentum = momentum;
    }

    @Override
    public List<StateVector> state() {
        return List.of(new StateVector(STATISTICS, layout.flatten(weights.host())));
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(view(input, state.get(STATISTICS)));
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        Map<String, NDArray> moments = new HashMap<>();
        ParameterView source = new ParameterView(weights, input.scratch(), input.streams());
        network.forward(source, input.rows(), Normalization.recording(moments));
        NDList parts = new NDList();
        layout.entries().forEach(e -> parts.add(moments.get(e.name()).reshape(input.streams(), e.length())));
        NDArray batch = NDArrays.concat(parts, 1);
        NDArray moved = Ema.of(state.get(STATISTICS), batch, 1 - momentum);
        state.put(STATISTICS, moved);
        Network.Outputs outputs = network.forward(view(input, moved), input.rows(), Normalization.SOURCE);
        return new StepResult(outputs.logits(), null, outputs.features());
    }

    private ParameterView view(PassInput input, NDArray statistics) {
        return new ParameterView(weights, input.scratch(), input.streams(), new Overlay(layout, statistics));
    }
}
