// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * Ev-TTA (Kim, Hwang and Kim, CVPR 2022): the predictions of slices of the same stretch of events are to agree. Of every
 * window K = 3 slices are predicted along with it. The loss is the sum over the slices of the symmetric Kullback-Leibler
 * divergence between the window's prediction and the slice's, and the entropies of all of them, which count negative for
 * windows that less than half of the slices agree with. One step per batch in the affine parameters of normalization
 * layers; predictions are those of the window before the step.
 *
 * <p>As in the authors' code, but that the anchor is the window itself, that window and slices are normalized each with
 * the statistics of their own batch, and that the filter by the ratio of polarities, which needs a whole recording under
 * night light, is left out.
 *
 * @param student the trained model; the paper's scope is norm and its statistics are those of the batch
 * @param slices makes the slices
 */
record EvTta(Student student, Augmentation slices) implements AdaptationMethod {

    private static final int SLICES = 3;

    @Override
    public List<StateVector> state() {
        return student.state();
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass pass = student.begin(input, state);
        NDArray[] cuts = new NDArray[SLICES];
        for (int k = 0; k < SLICES; k++) {
            cuts[k] = slices.augment(input, state, k);
        }
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Network.Outputs outputs = pass.first();
            results[0] = outputs.logits();
            results[2] = outputs.features();
            results[1] = input.meanPerStream(loss(outputs.logits(), pass, cuts));
            return results[1];
        });
        pass.finish();
        state.put(
                STUDENT, student.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates())));
        return new StepResult(results[0], results[1], results[2]);
    }

    private static NDArray loss(NDArray anchor, ModelPass pass, NDArray[] cuts) {
        NDArray entropy = Losses.entropy(anchor);
        NDArray divergence = null;
        NDArray agreeing = null;
        for (NDArray cut : cuts) {
            NDArray logits = pass.again(cut).logits();
            entropy = entropy.add(Losses.entropy(logits));
            NDArray apart = symmetricDivergence(anchor, logits);
            NDArray agrees = anchor.argMax(1).eq(logits.argMax(1)).toType(anchor.getDataType(), false);
            divergence = divergence == null ? apart : divergence.add(apart);
            agreeing = agreeing == null ? agrees : agreeing.add(agrees);
        }
        NDArray consistent = agreeing.gt(Constants.like(agreeing, SLICES / 2.0)).toType(anchor.getDataType(), false);
        NDArray sign = consistent.mul(Constants.like(consistent, 2)).sub(Constants.like(consistent, 1));
        return divergence.add(entropy.mul(sign.stopGradient()));
    }

    /** Half of both divergences: 1/2 sum (p - q) (ln p - ln q). */
    private static NDArray symmetricDivergence(NDArray first, NDArray second) {
        NDArray logP = first.logSoftmax(-1);
        NDArray logQ = second.logSoftmax(-1);
        NDArray sum = logP.exp().sub(logQ.exp()).mul(logP.sub(logQ)).sum(new int[] {-1});
        return sum.mul(Constants.like(sum, 0.5));
    }
}
