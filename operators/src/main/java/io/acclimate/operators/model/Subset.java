// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

/**
 * Some rows of an interleaved batch. Streams keep different numbers of rows but share one pass: statistics are weighted
 * with zeros and ones, which gives every stream those of its sub-batch, and rows outside are computed but must get no
 * weight in a loss.
 *
 * @param rows [N, S] of zeros and ones, a constant to the gradient
 */
public record Subset(NDArray rows) {

    /**
     * The rows where {@code chosen} is 1. A stream that chose none counts as having chosen all, so that its statistics
     * exist; its loss has no weight anyway.
     */
    public static Subset of(NDArray chosen) {
        NDArray constant = chosen.stopGradient();
        NDArray none = constant.sum(new int[] {0}, true).eq(0).toType(constant.getDataType(), false);
        return new Subset(constant.add(none));
    }
}
