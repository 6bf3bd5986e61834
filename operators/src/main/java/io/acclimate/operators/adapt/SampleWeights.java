// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/**
 * ROID's weights of the samples of a batch (Marsden, Döbler and Yang, WACV 2024): samples like the mean prediction so far
 * are left out, the others count by diversity and certainty.
 *
 * @param weights [N, S], 0 for a sample that is left out
 * @param kept [N, S], 1 for a sample that is not
 */
record SampleWeights(NDArray weights, NDArray kept) {

    private static final double TEMPERATURE = 1.0 / 3;
    private static final double SMALLEST_RANGE = 1e-12;

    /**
     * Weighs.
     *
     * @param logits [N, S, C], constants
     * @param mean mean prediction so far, [S, C]
     */
    static SampleWeights of(NDArray logits, NDArray mean) {
        NDArray probabilities = logits.softmax(-1);
        NDArray cosine =
                Losses.normalized(probabilities).mul(Losses.normalized(mean)).sum(new int[] {2});
        NDArray diversity = scaled(cosine.mul(-1).add(1));
        NDArray certainty = scaled(Losses.entropy(logits).mul(-1));
        NDArray kept = diversity.gte(diversity.mean(new int[] {0}, true)).toType(logits.getDataType(), false);
        NDArray weights = diversity.mul(certainty).div(TEMPERATURE).exp().mul(kept);
        return new SampleWeights(weights, kept);
    }

    /** To [0, 1] over the samples of a stream; samples that are all alike get 0. */
    private static NDArray scaled(NDArray values) {
        NDArray least = values.min(new int[] {0}, true);
        NDArray range = values.max(new int[] {0}, true).sub(least).maximum(SMALLEST_RANGE);
        return values.sub(least).div(range);
    }
}
