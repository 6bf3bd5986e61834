// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.List;

/**
 * GTTA with mixup (Marsden, Döbler and Yang, IJCNN 2024): source samples are mixed with the test samples that the model
 * sees most alike, which makes an intermediate domain with known labels; a first step learns that, a second the
 * confident pseudo-labels of the batch. Needs labelled source data. The prediction lies between the two steps.
 */
public final class Gtta implements AdaptationMethod {

    private static final String CONFIDENCE = "gtta.confidence";
    private static final float FIRST_CONFIDENCE = 0.9f;
    private static final double CONFIDENCE_MOMENTUM = 0.9;
    private static final double TEST_SHARE = 1.0 / 3;

    private final Student student;
    private final SelectiveOptimizer optimizer;
    private final SourceReplay replay;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: all weights, batch statistics, Adam with 1e-5
     * @param replay labelled source data
     */
    public Gtta(Student student, SourceReplay replay) {
        this.optimizer = new SelectiveOptimizer(student.optimizer());
        this.student = student.with(optimizer);
        this.replay = replay;
    }

    @Override
    public List<StateVector> state() {
        return student.state(new StateVector(CONFIDENCE, new float[] {FIRST_CONFIDENCE}));
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass pass = student.begin(input, state);
        NDArray before = pass.first().logits();
        NDArray[] pseudo = pseudoLabels(input, state, before);
        SourceReplay.Batch source = replay.batch(input, state, 0);
        NDArray mixed = mixed(input, pass, before, source.rows());
        NDArray[] results = new NDArray[4];
        NDArray first = pass.gradient(() -> {
            NDArray logits = pass.again(mixed).logits();
            results[1] = input.meanPerStream(Losses.crossEntropy(logits, source.labels()));
            return results[1];
        });
        pass.use(optimizer.step(pass.values(), first, state, input.scratch().ones(new Shape(input.streams(), 1))));
        NDArray second = pass.gradient(() -> {
            Network.Outputs outputs = pass.again(input.rows());
            results[0] = outputs.logits();
            results[3] = outputs.features();
            NDArray loss = Losses.crossEntropy(results[0], pseudo[0]);
            results[2] = input.weighted(loss, pseudo[1], pseudo[1].sum(new int[] {0}));
            return results[2];
        });
        pass.finish();
        NDArray active = pseudo[1].sum(new int[] {0}).reshape(-1, 1);
        state.put(STUDENT, optimizer.step(pass.values(), second, state, active));
        return new StepResult(results[0], results[1].add(results[2]), results[3]);
    }

    /** Predicted classes [N * S], and which of them are kept, [N, S]. */
    private static NDArray[] pseudoLabels(PassInput input, GroupState state, NDArray logits) {
        NDArray confidence = input.grid(logits.softmax(-1).max(new int[] {1}));
        NDArray batch = confidence.mean(new int[] {0}).reshape(-1, 1);
        NDArray average = Ema.of(state.get(CONFIDENCE), batch, CONFIDENCE_MOMENTUM);
        state.put(CONFIDENCE, average);
        NDArray kept = confidence.gte(average.sqrt().reshape(1, -1)).toType(logits.getDataType(), false);
        return new NDArray[] {logits.argMax(1), kept};
    }

    /** Every source sample, with a third of the test sample of its stream whose prediction is most like its own. */
    private NDArray mixed(PassInput input, ModelPass pass, NDArray test, NDArray source) {
        NDArray sourceLogits = pass.again(source).logits();
        NDArray alike = input.byStream(sourceLogits.softmax(-1))
                .batchMatMul(input.byStream(test.softmax(-1)).swapAxes(1, 2))
                .argMax(2);
        NDArray partners = alike.oneHot(input.samples(), source.getDataType());
        long[] shape = input.rows().getShape().getShape();
        long size = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
        NDArray chosen = partners.batchMatMul(input.byStream(input.rows().reshape(shape[0], size)))
                .swapAxes(0, 1)
                .reshape(input.rows().getShape());
        return source.mul(1 - TEST_SHARE).add(chosen.mul(TEST_SHARE));
    }
}
