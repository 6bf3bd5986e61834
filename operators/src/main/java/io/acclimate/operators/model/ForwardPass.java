// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The layers of one pass over interleaved streams. Rows are sample-major: [N * S, C, ...] is, without a copy, also
 * [N, S * C, ...], which is the shape that normalization needs.
 */
final class ForwardPass {

    private final ParameterView parameters;
    private final Normalization normalization;

    ForwardPass(ParameterView parameters, Normalization normalization) {
        this.parameters = parameters;
        this.normalization = normalization;
    }

    /** Convolution without bias over one or two spatial dimensions. */
    NDArray convolution(NDArray x, String weight, int stride) {
        NDArray kernel = parameters.weight(weight);
        return kernel.getShape().dimension() == x.getShape().dimension()
                ? Convolution.of(x, kernel, stride, parameters.scratch())
                : Convolution.perStream(x, kernel, stride);
    }

    /** Normalization of [rows, C, ...] with the statistics and affine parameters of each row's stream. */
    NDArray norm(NDArray x, NormLayer layer) {
        return switch (layer.kind()) {
            case BATCH -> byStatistics(x, layer, normalization);
            case FIXED -> byStatistics(x, layer, Normalization.SOURCE);
            case GROUP, LAYER -> SampleNorm.normalize(x, layer, parameters);
        };
    }

    private NDArray byStatistics(NDArray x, NormLayer layer, Normalization by) {
        Shape shape = x.getShape();
        int streams = parameters.streams();
        if (streams == 1) {
            return by.normalize(x, layer, parameters);
        }
        long[] interleaved = shape.getShape().clone();
        interleaved[0] = shape.get(0) / streams;
        interleaved[1] = shape.get(1) * streams;
        return by.normalize(x.reshape(interleaved), layer, parameters).reshape(shape);
    }

    NDArray relu(NDArray x) {
        return x.getNDArrayInternal().relu();
    }

    /** Mean over all spatial positions: [rows, C, ...] to [rows, C]. */
    NDArray meanOverPositions(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2});
    }

    NDArray linear(NDArray x, String name) {
        NDArray weight = parameters.weight(name + ".weight");
        if (weight.getShape().dimension() == 2) {
            return x.getNDArrayInternal()
                    .linear(x, weight, parameters.shared(name + ".bias"))
                    .singletonOrThrow();
        }
        NDArray rows = x.reshape(-1, parameters.streams(), x.getShape().get(1));
        NDArray products = rows.swapAxes(0, 1).matMul(weight.swapAxes(1, 2)).swapAxes(0, 1);
        return products.reshape(x.getShape().get(0), -1).add(parameters.shared(name + ".bias"));
    }
}
