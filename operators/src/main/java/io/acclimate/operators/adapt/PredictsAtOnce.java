// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;

import java.util.List;

/** A method that can predict a window before the batch is full that it will learn from. */
public interface PredictsAtOnce extends AdaptationMethod {

    /**
     * The models that predict: what each stream has learned so far, and the statistics that it keeps. Changes nothing.
     *
     * @param input windows of the streams of a pass
     * @param state the streams' vectors
     */
    List<ParameterView> models(PassInput input, GroupState state);

    /**
     * What they predict together.
     *
     * @param logits of each of the models, in order, [N * S, classes]
     */
    default NDArray predict(List<NDArray> logits) {
        return logits.get(0);
    }
}
