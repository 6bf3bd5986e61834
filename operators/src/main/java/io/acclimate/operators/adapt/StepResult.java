// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/**
 * What a step gives back.
 *
 * @param logits predictions made before the update, [N * S, classes]
 * @param loss loss of each stream, [S]; null for a method without a loss
 * @param features what the logits were made from, [N * S, feature size]; null if the method does not tell
 */
public record StepResult(NDArray logits, NDArray loss, NDArray features) {

    /** A result without features. */
    public StepResult(NDArray logits, NDArray loss) {
        this(logits, loss, null);
    }
}
