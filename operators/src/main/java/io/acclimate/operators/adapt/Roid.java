// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Subset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.List;

/**
 * ROID (Marsden, Döbler and Yang, WACV 2024): soft likelihood ratio and consistency with an augmented view, weighted by
 * certainty and diversity; after each step the weights are drawn towards the source (weight ensembling), and the
 * prediction is corrected by the batch's class prior.
 */
public final class Roid implements AdaptationMethod {

    static final double SOURCE_MOMENTUM = 0.99;

    private static final String MEAN_PREDICTION = "roid.mean_prediction";
    private static final double MEAN_MOMENTUM = 0.9;

    private final Student student;
    private final Augmentation augmentation;
    private final Ensembling ensembling;

    /** What is done to the weights after each step. */
    interface Ensembling {
        /** What a stream keeps for it. */
        List<StateVector> state();

        /** The new weights, [S, length]. */
        NDArray after(NDArray updated, GroupState state);
    }

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope, batch statistics
     */
    public Roid(Student student, Augmentation augmentation) {
        this(student, augmentation, towardsSource(student));
    }

    Roid(Student student, Augmentation augmentation, Ensembling ensembling) {
        this.student = student;
        this.augmentation = augmentation;
        this.ensembling = ensembling;
    }

    private static Ensembling towardsSource(Student student) {
        float[] source = student.source();
        return new Ensembling() {
            @Override
            public List<StateVector> state() {
                return List.of();
            }

            @Override
            public NDArray after(NDArray updated, GroupState state) {
                NDArray anchor = updated.getManager().create(source, new Shape(1, source.length));
                return Ema.of(updated, anchor, SOURCE_MOMENTUM);
            }
        };
    }

    @Override
    public List<StateVector> state() {
        float[] uniform = new float[student.network().classes()];
        Arrays.fill(uniform, 1f / uniform.length);
        List<StateVector> vectors = student.state(new StateVector(MEAN_PREDICTION, uniform));
        vectors.addAll(ensembling.state());
        return vectors;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NDArray view = augmentation.augment(input, state, 0);
        ModelPass pass = student.begin(input, state);
        int classes = student.network().classes();
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[2] = outputs.features();
            NDArray constant = input.grid(results[0].stopGradient(), classes);
            SampleWeights weights = SampleWeights.of(constant, state.get(MEAN_PREDICTION));
            Network.Outputs varied = pass.again(view, Subset.of(weights.kept()));
            NDArray perRow = Losses.softLikelihoodRatio(results[0])
                    .add(Losses.symmetricCrossEntropy(varied.logits(), results[0]));
            NDArray sum = input.grid(perRow).mul(weights.weights()).sum(new int[] {0});
            results[1] = sum.div(Constants.like(sum, input.samples()));
            return results[1];
        });
        pass.finish();
        NDArray logits = input.grid(results[0].stopGradient(), classes);
        NDArray batch = logits.softmax(-1).mean(new int[] {0});
        state.put(MEAN_PREDICTION, Ema.of(state.get(MEAN_PREDICTION), batch, MEAN_MOMENTUM));
        NDArray updated = student.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates()));
        state.put(STUDENT, ensembling.after(updated, state));
        return new StepResult(PriorCorrection.of(logits).reshape(results[0].getShape()), results[1], results[2]);
    }
}
