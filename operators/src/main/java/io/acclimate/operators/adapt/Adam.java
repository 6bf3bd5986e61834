// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * Adam (Kingma and Ba 2015) with betas .9 and .999, epsilon 1e-8 and no weight decay. Bias correction follows each
 * stream's own step counter.
 *
 * @param learningRate step size
 */
public record Adam(double learningRate) implements Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final String FIRST = "adam.exp_avg";
    private static final String SECOND = "adam.exp_avg_sq";

    @Override
    public List<StateVector> state(int parameters) {
        return List.of(new StateVector(FIRST, new float[parameters]), new StateVector(SECOND, new float[parameters]));
    }

    @Override
    public NDArray step(NDArray values, NDArray gradient, GroupState state, StepCounts counts) {
        NDArray first = Ema.of(state.get(FIRST), gradient, BETA1);
        NDArray second = Ema.of(state.get(SECOND), gradient.square(), BETA2);
        state.put(FIRST, first);
        state.put(SECOND, second);
        NDArray denominator = second.sqrt()
                .divi(column(values, counts, t -> Math.sqrt(1 - Math.pow(BETA2, t))))
                .addi(Constants.like(second, EPSILON));
        NDArray size = column(values, counts, t -> learningRate / (1 - Math.pow(BETA1, t)));
        return values.sub(first.div(denominator).muli(size));
    }

    @Override
    public Optimizer scaled(double factor) {
        return new Adam(learningRate * factor);
    }

    private static NDArray column(NDArray like, StepCounts counts, LongToDoubleFunction function) {
        int parameters = (int) like.getShape().get(1);
        double[] factors = counts.factors(parameters, function);
        return like.getManager()
                .create(factors, new Shape(like.getShape().get(0), counts.columns(parameters)))
                .toType(like.getDataType(), false);
    }
}
