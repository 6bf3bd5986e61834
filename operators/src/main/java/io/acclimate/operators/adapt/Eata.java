// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * EATA (Niu et al., ICML 2022): entropy minimization on reliable samples (entropy below a margin) that differ from what
 * was seen before (small cosine to the mean prediction), weighted by their certainty, and held near the source by the
 * Fisher information. Without the Fisher term it is ETA. A stream without a chosen sample makes no step.
 */
public final class Eata implements PredictsAtOnce {

    /** Share of ln(classes) below which an entropy counts as reliable. */
    static final double ENTROPY_MARGIN = 0.4;

    private static final String MEAN_PREDICTION = "eata.mean_prediction";
    private static final double MEAN_MOMENTUM = 0.9;

    private final Student student;
    private final SelectiveOptimizer optimizer;
    private final double margin;
    private final double redundancy;
    private final double fisherWeight;
    private final float[] fisher;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope, batch statistics
     * @param redundancy largest cosine to the mean prediction; paper: .05 for 1000 classes, .4 for 10
     * @param fisherWeight weight of the penalty; paper: 2000 for ImageNet, 1 for CIFAR; 0 is ETA
     * @param fisher diagonal Fisher information of the student's parameters; empty if the weight is 0
     */
    public Eata(Student student, double redundancy, double fisherWeight, float[] fisher) {
        this.optimizer = new SelectiveOptimizer(student.optimizer());
        this.student = student.with(optimizer);
        this.margin = ENTROPY_MARGIN * Math.log(student.network().classes());
        this.redundancy = redundancy;
        this.fisherWeight = fisherWeight;
        this.fisher = fisher.clone();
    }

    @Override
    public List<StateVector> state() {
        return student.state(
                new StateVector(MEAN_PREDICTION, new float[student.network().classes()]));
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(student.begin(input, state).view());
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass pass = student.begin(input, state);
        NDArray[] results = new NDArray[4];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[3] = outputs.features();
            NDArray entropy = Losses.entropy(results[0]);
            NDArray chosen = chosen(input, state, results[0].stopGradient(), entropy.stopGradient());
            NDArray counts = chosen.sum(new int[] {0});
            results[2] = counts.gt(0).toType(entropy.getDataType(), false);
            NDArray certainty =
                    Constants.like(entropy, margin).sub(entropy.stopGradient()).exp();
            results[1] = input.weighted(entropy.mul(certainty), chosen, counts);
            if (fisherWeight != 0) {
                results[1] = results[1].add(penalty(pass.values()).mul(results[2]));
            }
            return results[1];
        });
        pass.finish();
        NDArray active = results[2].reshape(-1, 1);
        state.put(STUDENT, optimizer.step(pass.values(), gradient, state, active));
        return new StepResult(results[0], results[1], results[3]);
    }

    /** Reliable and not redundant samples, [N, S]; moves the mean prediction on. */
    private NDArray chosen(PassInput input, GroupState state, NDArray logits, NDArray entropy) {
        NDArray probabilities = input.grid(logits.softmax(-1), student.network().classes());
        NDArray mean = state.get(MEAN_PREDICTION);
        // The mean of a new stream is zero, to which nothing is similar: the first batch is not filtered.
        NDArray cosine =
                Losses.normalized(probabilities).mul(Losses.normalized(mean)).sum(new int[] {2});
        NDArray reliable = input.grid(entropy).lt(margin);
        NDArray chosen = reliable.logicalAnd(cosine.abs().lt(redundancy)).toType(logits.getDataType(), false);
        NDArray counts = chosen.sum(new int[] {0}).reshape(-1, 1);
        NDArray batch =
                probabilities.mul(chosen.expandDims(2)).sum(new int[] {0}).div(counts.maximum(1));
        NDArray fresh = mean.sum(new int[] {1}, true).eq(0);
        NDArray moved = mean.mul(MEAN_MOMENTUM).add(batch.mul(1 - MEAN_MOMENTUM));
        NDArray next = SelectiveOptimizer.choose(fresh.toType(mean.getDataType(), false), batch, moved);
        state.put(MEAN_PREDICTION, SelectiveOptimizer.choose(counts, next, mean));
        return chosen;
    }

    private NDArray penalty(NDArray values) {
        Shape row = new Shape(1, fisher.length);
        NDArray source = values.getManager().create(student.source(), row);
        NDArray importance = values.getManager().create(fisher, row);
        NDArray sum = values.sub(source).square().mul(importance).sum(new int[] {1});
        return sum.mul(Constants.like(sum, fisherWeight));
    }
}
