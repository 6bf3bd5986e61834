// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.Subset;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * DeYO (Lee et al., ICLR 2024): entropy minimization on samples of small entropy whose predicted class loses probability
 * when the patches of the input are shuffled, so that its shape and not only its texture speaks for the class. Samples
 * count by certainty and by that loss of probability. A stream without such a sample makes no step.
 */
public final class Deyo implements PredictsAtOnce {

    /** Smallest loss of probability, of the paper. */
    static final double LEAST_DIFFERENCE = 0.2;

    private static final double ENTROPY_MARGIN = 0.5;
    private static final double CERTAINTY_MARGIN = 0.4;

    private final Student student;
    private final SelectiveOptimizer optimizer;
    private final Augmentation shuffle;
    private final double leastDifference;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope without the last blocks, batch statistics
     * @param shuffle {@link PatchShuffle}
     * @param leastDifference smallest loss of probability of a sample that is learned from
     */
    public Deyo(Student student, Augmentation shuffle, double leastDifference) {
        this.optimizer = new SelectiveOptimizer(student.optimizer());
        this.student = student.with(optimizer);
        this.shuffle = shuffle;
        this.leastDifference = leastDifference;
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
    public StepResult step(PassInput input, GroupState state) {
        NDArray shuffled = shuffle.augment(input, state, 0);
        ModelPass pass = student.begin(input, state);
        NDArray[] results = new NDArray[4];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[3] = outputs.features();
            NDArray entropy = Losses.entropy(results[0]);
            NDArray reliable = input.grid(entropy.stopGradient())
                    .lt(margin(ENTROPY_MARGIN))
                    .toType(entropy.getDataType(), false);
            NDArray difference = difference(input, pass, results[0].stopGradient(), shuffled, Subset.of(reliable));
            NDArray chosen = difference
                    .gt(leastDifference)
                    .toType(entropy.getDataType(), false)
                    .mul(reliable);
            NDArray certainty = Constants.like(entropy, margin(CERTAINTY_MARGIN))
                    .sub(input.grid(entropy.stopGradient()))
                    .exp();
            results[2] = chosen.sum(new int[] {0});
            results[1] = input.weighted(entropy, certainty.add(difference.exp()).mul(chosen), results[2]);
            return results[1];
        });
        pass.finish();
        NDArray active = results[2].reshape(-1, 1);
        state.put(STUDENT, optimizer.step(pass.values(), gradient, state, active));
        return new StepResult(results[0], results[1], results[3]);
    }

    private double margin(double share) {
        return share * Math.log(student.network().classes());
    }

    /** How much probability the predicted class of every row loses, [N, S]. */
    private NDArray difference(PassInput input, ModelPass pass, NDArray logits, NDArray shuffled, Subset reliable) {
        NDArray after =
                Gradients.without(() -> pass.again(shuffled, reliable).logits().softmax(-1));
        NDArray before = logits.softmax(-1);
        NDArray predicted = before.argMax(1).oneHot(student.network().classes(), before.getDataType());
        return input.grid(before.sub(after).mul(predicted).sum(new int[] {1}));
    }
}
