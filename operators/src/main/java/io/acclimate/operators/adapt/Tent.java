// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * TENT (Wang et al., ICLR 2021): one gradient step per batch on the mean entropy of the predictions, in the affine
 * parameters of normalization layers. Predictions are those made before the step.
 *
 * @param student the trained model; the paper's scope is norm and its statistics are those of the batch
 */
public record Tent(Student student) implements PredictsAtOnce {

    @Override
    public List<StateVector> state() {
        return student.state();
    }

    @Override
    public NDArray predict(PassInput input, GroupState state) {
        return student.begin(input, state).predict();
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass pass = student.begin(input, state);
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[2] = outputs.features();
            results[1] = input.meanPerStream(Losses.entropy(results[0]));
            return results[1];
        });
        pass.finish();
        state.put(
                STUDENT, student.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates())));
        return new StepResult(results[0], results[1], results[2]);
    }
}
