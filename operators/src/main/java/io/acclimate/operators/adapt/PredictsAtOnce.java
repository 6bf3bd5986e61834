// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

/** A method that can predict a window before the batch is full that it will learn from. */
public interface PredictsAtOnce extends AdaptationMethod {

    /**
     * Predicts by what each stream has learned so far, under the statistics that it keeps; changes nothing.
     *
     * @param input windows of the streams of a pass
     * @param state the streams' vectors
     * @return logits [N * S, classes]
     */
    NDArray predict(PassInput input, GroupState state);
}
