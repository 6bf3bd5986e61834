// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/** Makes a random variation of a batch; the same stream at the same step always gets the same one. */
public interface Augmentation {

    /** The varied batch, of the shape of {@code input.rows()}. */
    NDArray augment(PassInput input, GroupState state);
}
