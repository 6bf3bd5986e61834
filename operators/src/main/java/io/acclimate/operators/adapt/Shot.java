// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;

/**
 * SHOT online (Liang, Hu and Feng, ICML 2020, as T3A's authors run it on streams): information maximization, {@code mean
 * H(p) + sum m ln(m + 1e-5)} with m the mean prediction of the batch, so that single predictions become certain while
 * the batch stays diverse; and {@code label weight} times the cross-entropy to the predicted class of those windows
 * whose confidence is above {@code confidence}. The classifier is never trained.
 *
 * <p>The two numbers are those commonly used for streams; the paper's own procedure, clustering of the whole target set,
 * needs all data at once.
 *
 * @param labelWeight weight of the cross-entropy, 0 or more
 * @param confidence least probability of the predicted class of a window that is labelled, 0..1
 */
public record Shot(double labelWeight, double confidence) implements OutputLoss.Loss {

    private static final double OFFSET = 1e-5;

    /** The usual weights. */
    public static final Shot USUAL = new Shot(0.1, 0.9);

    @Override
    public NDArray of(PassInput input, Network.Outputs outputs) {
        NDArray logits = outputs.logits();
        NDArray entropy = input.meanPerStream(Losses.entropy(logits));
        return entropy.add(uniformity(input, logits)).add(labelled(input, logits));
    }

    /** Negative entropy of the mean prediction, [S]. */
    private static NDArray uniformity(PassInput input, NDArray logits) {
        NDArray mean = input.grid(logits.softmax(-1), logits.getShape().get(1)).mean(new int[] {0});
        return mean.mul(mean.add(Constants.like(mean, OFFSET)).log()).sum(new int[] {1});
    }

    private NDArray labelled(PassInput input, NDArray logits) {
        NDArray constant = logits.stopGradient();
        NDArray sure = input.grid(constant.softmax(-1).max(new int[] {1}))
                .gt(confidence)
                .toType(logits.getDataType(), false);
        NDArray loss = Losses.crossEntropy(logits, constant.argMax(1));
        NDArray mean = input.weighted(loss, sure, sure.sum(new int[] {0}));
        return mean.mul(Constants.like(mean, labelWeight));
    }
}
