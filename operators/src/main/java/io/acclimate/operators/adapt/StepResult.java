// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/**
 * What a step gives back.
 *
 * @param logits predictions made before the update, [N * S, classes]
 * @param loss loss of each stream, [S]; null for a method without a loss
 * @param features what the logits were made from, [N * S, feature size]; null if the method does not tell
 * @param unknown which rows belong to none of the classes, [N * S]; null if nobody judged that
 */
public record StepResult(NDArray logits, NDArray loss, NDArray features, boolean[] unknown) {

    /** A result without a judgement on unknown classes. */
    public StepResult(NDArray logits, NDArray loss, NDArray features) {
        this(logits, loss, features, null);
    }
}
