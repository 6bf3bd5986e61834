// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

import java.util.List;

/** A gradient step on every stream of a pass at once, with PyTorch's update rules. */
public interface Optimizer {

    /**
     * What the optimizer keeps for every stream.
     *
     * @param parameters number of trained scalars per stream
     */
    List<StateVector> state(int parameters);

    /**
     * One step.
     *
     * @param values [streams, parameters]
     * @param gradient same shape
     * @param state holds the vectors of {@link #state}, which are replaced
     * @param counts optimizer steps that the scalars have seen
     * @return the new values
     */
    NDArray step(NDArray values, NDArray gradient, GroupState state, StepCounts counts);

    /** The same rule with {@code factor} times the learning rate. */
    Optimizer scaled(double factor);
}
