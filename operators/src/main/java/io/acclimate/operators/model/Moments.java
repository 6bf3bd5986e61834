// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

/**
 * Mean and biased variance of each stream's channels, [1, S, C, 1], in elementary operations: gradients flow through
 * both, which the native batch norm grants only for the statistics of a whole batch.
 */
record Moments(NDArray mean, NDArray variance, NDArray count) {

    private static final int[] ROWS_AND_POSITIONS = {0, 3};

    /** [N, S * C, positions...] as [N, S, C, positions]. */
    static NDArray byStream(NDArray x, ParameterView parameters) {
        long streams = parameters.streams();
        return x.reshape(x.getShape().get(0), streams, x.getShape().get(1) / streams, -1);
    }

    /** A vector per stream, [S * C], as [1, S, C, 1]. */
    static NDArray byStreamVector(NDArray vector, ParameterView parameters) {
        NDArray shaped = vector.reshape(1, parameters.streams(), -1, 1);
        shaped.attach(parameters.scratch());
        return shaped;
    }

    /** Moments of all rows of {@code x}, [N, S, C, positions]. */
    static Moments of(NDArray x) {
        long count = x.getShape().get(0) * x.getShape().get(3);
        NDArray divisor = Constants.like(x, count);
        NDArray mean = x.sum(ROWS_AND_POSITIONS, true).div(divisor);
        NDArray variance = x.sub(mean).square().sum(ROWS_AND_POSITIONS, true).div(divisor);
        return new Moments(mean, variance, divisor);
    }

    /** Moments of those rows of {@code x} that are in {@code subset}. */
    static Moments of(NDArray x, Subset subset) {
        NDArray rows = subset.rows().expandDims(2).expandDims(3);
        NDArray count = rows.sum(new int[] {0}, true)
                .mul(Constants.like(rows, x.getShape().get(3)));
        NDArray mean = x.mul(rows).sum(ROWS_AND_POSITIONS, true).div(count);
        NDArray variance =
                x.sub(mean).square().mul(rows).sum(ROWS_AND_POSITIONS, true).div(count);
        return new Moments(mean, variance, count);
    }

    /** The variance with Bessel's correction; of a single value, its zero. */
    NDArray unbiasedVariance() {
        NDArray rest = count.sub(Constants.like(count, 1)).maximum(Constants.like(count, 1));
        return variance.mul(count).div(rest);
    }

    /** Normalizes {@code x}, [N, S * C, positions...], with given moments of shape [1 or N, S, C, 1]. */
    static NDArray normalized(NDArray x, NDArray mean, NDArray variance, NormLayer layer, ParameterView parameters) {
        NDArray scale = byStreamVector(parameters.perStream(layer.weight()), parameters);
        NDArray shift = byStreamVector(parameters.perStream(layer.bias()), parameters);
        NDArray deviation =
                variance.add(Constants.like(variance, NormLayer.EPSILON)).sqrt();
        return byStream(x, parameters)
                .sub(mean)
                .div(deviation)
                .mul(scale)
                .add(shift)
                .reshape(x.getShape());
    }

    /** Normalizes {@code x}, [N, S * C, positions...], natively with given vectors, each [S * C]. */
    static NDArray normalized(NDArray x, NDArray mean, NDArray variance, NDArray weight, NDArray bias) {
        return x.getNDArrayInternal()
                .batchNorm(x, mean, variance, weight, bias, 1, 1f, NormLayer.EPSILON, false)
                .singletonOrThrow();
    }
}
