// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

import java.util.ArrayList;
import java.util.List;

/**
 * An optimizer for methods that do not step once per batch: it steps those streams that have something to learn from,
 * and counts each stream's own steps. The count stays at 2^24, where bias correction has long ended.
 *
 * @param rule the update rule
 */
record SelectiveOptimizer(Optimizer rule) implements Optimizer {

    private static final String STEPS = "optimizer.steps";

    @Override
    public List<StateVector> state(int parameters) {
        List<StateVector> vectors = new ArrayList<>(rule.state(parameters));
        vectors.add(new StateVector(STEPS, new float[1]));
        return vectors;
    }

    @Override
    public NDArray step(NDArray values, NDArray gradient, GroupState state, StepCounts counts) {
        return step(
                values,
                gradient,
                state,
                values.getManager().ones(state.get(STEPS).getShape()));
    }

    /**
     * Steps some streams.
     *
     * @param active [S, 1], positive for a stream that steps; the others keep parameters and moments, whatever their gradient
     */
    NDArray step(NDArray values, NDArray gradient, GroupState state, NDArray active) {
        List<StateVector> moments = rule.state((int) values.getShape().get(1));
        List<NDArray> old = moments.stream().map(v -> state.get(v.name())).toList();
        NDArray steps = state.get(STEPS);
        NDArray stepped = rule.step(values, gradient, state, StepCounts.uniform(counts(steps)));
        for (int i = 0; i < old.size(); i++) {
            String name = moments.get(i).name();
            state.put(name, choose(active, state.get(name), old.get(i)));
        }
        state.put(STEPS, steps.add(active.gt(0).toType(steps.getDataType(), false)));
        return choose(active, stepped, values);
    }

    private static long[] counts(NDArray steps) {
        float[] values = steps.toFloatArray();
        long[] counts = new long[values.length];
        for (int s = 0; s < counts.length; s++) {
            counts[s] = (long) values[s];
        }
        return counts;
    }

    /** Rows of {@code chosen} where {@code active} [S, 1] is positive, else of {@code other}, which may be no numbers. */
    static NDArray choose(NDArray active, NDArray chosen, NDArray other) {
        NDArray rows = active.gt(0).broadcast(chosen.getShape());
        return NDArrays.where(rows, chosen, other);
    }

    @Override
    public Optimizer scaled(double factor) {
        return new SelectiveOptimizer(rule.scaled(factor));
    }
}
