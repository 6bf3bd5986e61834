// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * One gradient step per batch on a loss of the model's own outputs. Predictions are those made before the step.
 *
 * @param student the trained model
 * @param loss what is minimized
 */
public record OutputLoss(Student student, Loss loss) implements PredictsAtOnce {

    /** A loss of the outputs for one batch of every stream. */
    public interface Loss {

        /**
         * The loss of every stream.
         *
         * @param outputs for [N * S] rows
         * @return [S]; a stream's value depends on its own rows only
         */
        NDArray of(PassInput input, Network.Outputs outputs);
    }

    @Override
    public List<StateVector> state() {
        return student.state();
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(student.begin(input, state).view());
    }

    @Override
    public StepResult preview(PassInput input, GroupState state) {
        Network.Outputs outputs = student.begin(input, state).first();
        return new StepResult(outputs.logits(), null, outputs.features());
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass pass = student.begin(input, state);
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[1] = loss.of(input, outputs);
            results[2] = outputs.features();
            return results[1];
        });
        pass.finish();
        state.put(
                STUDENT, student.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates())));
        return new StepResult(results[0], results[1], results[2]);
    }
}
