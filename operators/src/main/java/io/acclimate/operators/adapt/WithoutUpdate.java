// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import java.util.List;

/**
 * Methods that change no parameter; they differ in where normalization takes its statistics from:
 * {@code source} (the frozen model), {@code norm} (the batch itself; Schneider et al. 2020, Nado et al. 2020) and {@code
 * alpha-bn} (a mix; You, Li and Zhao 2021); with moving statistics, what was seen so far.
 *
 * @param network the network
 * @param weights the source weights
 * @param normalization statistics of the normalization layers
 */
public record WithoutUpdate(Network network, SourceWeights weights, NormalizationPolicy normalization)
        implements PredictsAtOnce {

    @Override
    public List<StateVector> state() {
        return normalization.state(STUDENT);
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(normalization.begin(STUDENT, input, state).view(weights, input));
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NormalizationPolicy.Pass pass = normalization.begin(STUDENT, input, state);
        Network.Outputs outputs = network.forward(pass.view(weights, input), input.rows(), pass.first());
        pass.finish();
        return new StepResult(outputs.logits(), null, outputs.features());
    }
}
