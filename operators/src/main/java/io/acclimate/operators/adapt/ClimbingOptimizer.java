// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * The optimizer of a method within a {@link TrustRegion}: without a start in the group's state it only leaves the gradient
 * there; with one it steps from that start, wherever the gradient was taken.
 *
 * @param rule the update rule
 */
record ClimbingOptimizer(Optimizer rule) implements Optimizer {

    /** Receives the gradient, [S, length]. */
    static final String GRADIENT = "trust-region.gradient";
    /** Holds the parameters before the climb, [S, length]. */
    static final String START = "trust-region.start";

    @Override
    public List<StateVector> state(int parameters) {
        return rule.state(parameters);
    }

    @Override
    public NDArray step(NDArray values, NDArray gradient, GroupState state, StepCounts counts) {
        NDArray start = state.matrices().get(START);
        if (start != null) {
            return rule.step(start, gradient, state, counts);
        }
        state.put(GRADIENT, gradient);
        return values;
    }

    /** A rule with another step size is for warm-up, whose steps are ordinary. */
    @Override
    public Optimizer scaled(double factor) {
        return rule.scaled(factor);
    }
}
