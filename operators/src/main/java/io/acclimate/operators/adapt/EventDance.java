// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * Students on several representations of the same events teach each other, after the multi-representation adaptation of
 * EventDance (Zheng and Wang, CVPR 2024). Each branch of the network is a student with a representation of its own; the
 * prediction is that of their mean scores. A student learns
 *
 * <ul>
 *   <li>agreement: cross-entropy to the class of the fused prediction, where more than half of the students predict it;
 *   <li>cross-distillation: Kullback-Leibler divergence of its prediction from the mean prediction of the others, who do
 *       not learn from it.
 * </ul>
 *
 * <p>One step per batch on the mean of both sums over the students; predictions are those before the step.
 *
 * <p>The paper adapts a model of images to events: its anchor, which gives pseudo-labels, is the frozen model on images that
 * a reconstruction network makes of the events, and that network learns along. Here the source models are of events
 * themselves, so there is nothing to reconstruct, and the fused prediction is the anchor. The paper passes many times over
 * a set of recordings; here every batch is seen once. Its code holds no training; that losses are weighted alike, and the
 * rule of the majority, are this project's.
 *
 * @param student all students: a network with at least two heads
 */
record EventDance(Student student) implements PredictsAtOnce {

    private static final double SMALLEST = 1e-12;

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
        ModelPass pass = student.begin(input, state);
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[1] = input.meanPerStream(loss(outputs.logits(), pass.heads(outputs)));
            results[2] = outputs.features();
            return results[1];
        });
        pass.finish();
        state.put(
                STUDENT, student.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates())));
        return new StepResult(results[0], results[1], results[2]);
    }

    /**
     * The loss of every window.
     *
     * @param fused scores of all students together, [rows, classes]
     * @param heads scores of each student, each [rows, classes]
     * @return [rows]
     */
    static NDArray loss(NDArray fused, List<NDArray> heads) {
        NDArray anchor = fused.argMax(1);
        NDArray agreeing = null;
        NDArray probabilities = null;
        for (NDArray head : heads) {
            NDArray agrees = head.argMax(1).eq(anchor).toType(fused.getDataType(), false);
            NDArray own = head.softmax(-1).stopGradient();
            agreeing = agreeing == null ? agrees : agreeing.add(agrees);
            probabilities = probabilities == null ? own : probabilities.add(own);
        }
        NDArray agreed =
                agreeing.gt(Constants.like(agreeing, heads.size() / 2.0)).toType(fused.getDataType(), false);
        NDArray loss = null;
        for (NDArray head : heads) {
            NDArray others = probabilities.sub(head.softmax(-1).stopGradient());
            NDArray taught =
                    Losses.crossEntropy(head, anchor).mul(agreed).add(divergence(head, others, heads.size() - 1));
            loss = loss == null ? taught : loss.add(taught);
        }
        return loss.div(Constants.like(loss, heads.size()));
    }

    /**
     * Divergence of a student from the mean of others.
     *
     * @param summed sum of the probabilities of {@code count} others, a constant
     */
    private static NDArray divergence(NDArray head, NDArray summed, int count) {
        NDArray others = summed.div(Constants.like(summed, count));
        NDArray ratio = others.maximum(Constants.like(others, SMALLEST)).log().sub(head.logSoftmax(-1));
        return others.mul(ratio).sum(new int[] {-1});
    }
}
