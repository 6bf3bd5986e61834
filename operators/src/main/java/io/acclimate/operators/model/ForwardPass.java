// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The layers of one pass over interleaved streams. Rows are sample-major: [N * S, C, ...] is, without a copy, also
 * [N, S * C, ...], which is the shape that normalization needs.
 */
final class ForwardPass {

    /**
     * The convolutions of libtorch 2.7.1 on a CPU work on blocks of 16 channels and read what happens to lie in the rest of
     * a block: the forward pass is wrong for more than 16 input channels that are no multiple of it, the gradient of the
     * input for output channels that are none (measured over 1..64 channels). Such channels are filled up with zeros.
     */
    private static final int BLOCK = 16;

    private final ParameterView parameters;
    private final Normalization normalization;

    ForwardPass(ParameterView parameters, Normalization normalization) {
        this.parameters = parameters;
        this.normalization = normalization;
    }

    /** Convolution without bias over one or two spatial dimensions. */
    NDArray convolution(NDArray x, String weight, int stride) {
        NDArray kernel = parameters.shared(weight);
        long out = kernel.getShape().get(0);
        long in = kernel.getShape().get(1);
        long missingIn = in > BLOCK ? missing(in) : 0;
        long missingOut = missing(out);
        if (missingIn == 0 && missingOut == 0) {
            return bareConvolution(x, kernel, stride);
        }
        NDArray padded = padded(padded(kernel, 1, missingIn), 0, missingOut);
        NDArray y = bareConvolution(padded(x, 1, missingIn), padded, stride);
        return missingOut == 0 ? y : y.get(":, :" + out);
    }

    private static long missing(long channels) {
        return (BLOCK - channels % BLOCK) % BLOCK;
    }

    private NDArray padded(NDArray array, int axis, long missing) {
        if (missing == 0) {
            return array;
        }
        long[] shape = array.getShape().getShape().clone();
        shape[axis] = missing;
        NDArray zeros = parameters.scratch().zeros(new Shape(shape), array.getDataType());
        NDArray joined = array.concat(zeros, axis);
        joined.attach(parameters.scratch());
        return joined;
    }

    private static NDArray bareConvolution(NDArray x, NDArray kernel, int stride) {
        int spatial = kernel.getShape().dimension() - 2;
        long[] strides = new long[spatial];
        long[] padding = new long[spatial];
        long[] dilation = new long[spatial];
        for (int i = 0; i < spatial; i++) {
            strides[i] = stride;
            padding[i] = kernel.getShape().get(2 + i) / 2;
            dilation[i] = 1;
        }
        return x.getNDArrayInternal()
                .convolution(x, kernel, null, new Shape(strides), new Shape(padding), new Shape(dilation), 1)
                .singletonOrThrow();
    }

    /** Batch normalization of [rows, C, ...] with the statistics and affine parameters of each row's stream. */
    NDArray norm(NDArray x, NormLayer layer) {
        Shape shape = x.getShape();
        int streams = parameters.streams();
        if (streams == 1) {
            return normalization.normalize(x, layer, parameters);
        }
        long[] interleaved = shape.getShape().clone();
        interleaved[0] = shape.get(0) / streams;
        interleaved[1] = shape.get(1) * streams;
        return normalization
                .normalize(x.reshape(interleaved), layer, parameters)
                .reshape(shape);
    }

    NDArray relu(NDArray x) {
        return x.getNDArrayInternal().relu();
    }

    /** Mean over all spatial positions: [rows, C, ...] to [rows, C]. */
    NDArray meanOverPositions(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2});
    }

    NDArray linear(NDArray x, String name) {
        return x.getNDArrayInternal()
                .linear(x, parameters.shared(name + ".weight"), parameters.shared(name + ".bias"))
                .singletonOrThrow();
    }
}
