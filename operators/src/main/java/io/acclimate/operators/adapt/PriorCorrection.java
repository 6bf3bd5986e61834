// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/**
 * Prior correction of ROID (Marsden, Döbler and Yang, WACV 2024): logits times the smoothed mean prediction of the batch.
 * The authors' code multiplies the logits themselves, elementwise, and so does this.
 */
final class PriorCorrection {

    private PriorCorrection() {}

    /**
     * Corrects.
     *
     * @param logits [N, S, C]
     * @return [N, S, C]
     */
    static NDArray of(NDArray logits) {
        long samples = logits.getShape().get(0);
        long classes = logits.getShape().get(2);
        NDArray prior = logits.softmax(-1).mean(new int[] {0}, true);
        double least = Math.max(1.0 / samples, 1.0 / classes);
        NDArray smooth = prior.max(new int[] {2}, true).pow(-1).mul(least);
        NDArray smoothed = prior.add(smooth).div(smooth.mul(classes).add(1));
        return logits.mul(smoothed);
    }
}
