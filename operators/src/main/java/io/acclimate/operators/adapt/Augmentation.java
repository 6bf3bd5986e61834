// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/** Makes random variations of a batch; the same stream at the same step always gets the same ones. */
public interface Augmentation {

    /**
     * A varied batch, of the shape of {@code input.rows()}.
     *
     * @param view number of the variation within the step, from 0
     */
    NDArray augment(PassInput input, GroupState state, int view);
}
