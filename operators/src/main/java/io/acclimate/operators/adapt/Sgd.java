// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * Stochastic gradient descent with momentum.
 *
 * @param learningRate step size
 * @param momentum weight of the old direction, 0..1
 * @param nesterov whether to look ahead
 */
public record Sgd(double learningRate, double momentum, boolean nesterov) implements Optimizer {

    private static final String MOMENTUM = "sgd.momentum_buffer";

    @Override
    public List<StateVector> state(int parameters) {
        return List.of(new StateVector(MOMENTUM, new float[parameters]));
    }

    @Override
    public NDArray step(NDArray values, NDArray gradient, GroupState state, StepCounts counts) {
        NDArray direction =
                state.get(MOMENTUM).mul(Constants.like(gradient, momentum)).addi(gradient);
        state.put(MOMENTUM, direction);
        NDArray step =
                nesterov ? direction.mul(Constants.like(gradient, momentum)).addi(gradient) : direction;
        return values.sub(step.mul(Constants.like(step, learningRate)));
    }

    @Override
    public Optimizer scaled(double factor) {
        return new Sgd(learningRate * factor, momentum, nesterov);
    }
}
