// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.List;

/**
 * A test-time adaptation method. It is stateless: what a stream learns lies in the vectors that {@link #state} declares,
 * and everything that the next step depends on is in them, in the stream's counters and in its seed.
 */
public interface AdaptationMethod {

    /** Name of the vector of adapted parameters, by which the distance to the source is measured. */
    String STUDENT = "student";

    /** The vectors that one stream keeps, with their values for a new stream. */
    List<StateVector> state();

    /** Windows that a batch needs at least for a model with batch norm; from smaller ones nothing is learned, and the frozen model predicts them. */
    default int fewestSamples() {
        return 2;
    }

    /**
     * Predicts one batch of every stream of a pass and adapts to it.
     *
     * @param input the batches
     * @param state the streams' vectors; the step replaces those that it changes
     */
    StepResult step(PassInput input, GroupState state);

    /**
     * What {@link #step} would predict, learning nothing.
     *
     * @param state the streams' vectors, which stay as they are
     */
    default StepResult preview(PassInput input, GroupState state) {
        return step(input, state.copy());
    }
}
