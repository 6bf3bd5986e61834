// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;

import java.util.ArrayList;
import java.util.List;

/**
 * TENT (Wang et al., ICLR 2021): one gradient step per batch on the mean entropy of the predictions, in the affine
 * parameters of normalization layers. Predictions are those made before the step.
 */
public final class Tent implements AdaptationMethod {

    private final Network network;
    private final SourceWeights weights;
    private final ParameterLayout layout;
    private final NormalizationPolicy normalization;
    private final Optimizer optimizer;

    /**
     * Describes the method.
     *
     * @param scope the trained parameters; the paper's are {@link ParameterSpec.Scope#NORM}
     * @param normalization statistics; the paper's are those of the batch
     */
    public Tent(
            Network network,
            SourceWeights weights,
            ParameterSpec.Scope scope,
            NormalizationPolicy normalization,
            Optimizer optimizer) {
        this.network = network;
        this.weights = weights;
        this.layout = network.layout(scope);
        this.normalization = normalization;
        this.optimizer = optimizer;
    }

    @Override
    public List<StateVector> state() {
        List<StateVector> vectors = new ArrayList<>();
        vectors.add(new StateVector(STUDENT, layout.flatten(weights.host())));
        vectors.addAll(normalization.state(STUDENT));
        vectors.addAll(optimizer.state(layout.length()));
        return vectors;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NDArray student = state.get(STUDENT);
        NormalizationPolicy.Pass pass = normalization.begin(STUDENT, input, state);
        NDArray[] results = new NDArray[3];
        NDArray gradient = Gradients.of(student, () -> {
            ParameterView view = pass.view(weights, input, new Overlay(layout, student));
            Network.Outputs outputs = network.forward(view, input.rows(), pass.first());
            results[0] = outputs.logits();
            results[2] = outputs.features();
            results[1] = input.meanPerStream(Losses.entropy(results[0]));
            return results[1].sum();
        });
        pass.finish();
        state.put(STUDENT, optimizer.step(student, gradient, state, StepCounts.uniform(state.updates())));
        return new StepResult(results[0], results[1], results[2]);
    }
}
