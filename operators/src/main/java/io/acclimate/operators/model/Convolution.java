// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Convolution without bias over one or two spatial dimensions, padded so that stride 1 keeps the size.
 *
 * <p>On processors, libtorch 2.7.1 hands it to oneDNN 3.7, which reorders kernels into blocks of 16 channels (8 without
 * AVX-512) and leaves rubbish where the last block is not full. Measured against float64 over 1..66 by 1..66 channels,
 * kernels 1..7, strides 1 and 2, 2..512 rows: results are wrong, by tenths of their size up to NaN, forward if the input
 * channels fill no whole block (unless they fit in one), and in the gradient of the input if the output channels do not,
 * or at stride 2 if more than 32 input channels are no multiple of 32. The gradient of the kernel and kernels of one
 * position are right. With channels of zeros up to whole blocks all are right; shapes that are right by themselves run
 * as they are.
 */
final class Convolution {

    private static final int BLOCK = 16;
    private static final int STRIDED_BLOCK = 32;
    private static final int FIT_IN_ONE = 8;

    private Convolution() {}

    /**
     * Convolves.
     *
     * @param x [rows, C, positions...]
     * @param kernel [O, C, positions...]
     * @param stride in every spatial dimension
     * @param scratch owner of everything that is made on the way
     * @return [rows, O, positions...]
     */
    static NDArray of(NDArray x, NDArray kernel, int stride, NDManager scratch) {
        if (x.getDevice().isGpu() || onePosition(kernel.getShape())) {
            return convolution(x, kernel, stride, 1);
        }
        long outputs = kernel.getShape().get(0);
        int block = inputBlock(kernel.getShape().get(1), stride);
        NDArray blocks = filled(filled(kernel, 1, block, scratch), 0, BLOCK, scratch);
        NDArray y = convolution(filled(x, 1, block, scratch), blocks, stride, 1);
        return outputs % BLOCK == 0 ? y : y.get(new NDIndex().addAllDim().addSliceDim(0, outputs));
    }

    /**
     * Convolves every stream with a kernel of its own, in one call with a group per stream; oneDNN is right about those of
     * every number of channels.
     *
     * @param x [N * S, C, positions...], interleaved
     * @param kernels [S, O, C, positions...]
     * @param stride in every spatial dimension
     * @return [N * S, O, positions...]
     */
    static NDArray perStream(NDArray x, NDArray kernels, int stride) {
        int streams = (int) kernels.getShape().get(0);
        Shape positions = x.getShape().slice(2);
        NDArray side = x.reshape(
                new Shape(x.getShape().get(0) / streams, streams * x.getShape().get(1)).addAll(positions));
        Shape kernel = kernels.getShape().slice(2);
        NDArray groups = kernels.reshape(new Shape(streams * kernels.getShape().get(1)).addAll(kernel));
        NDArray y = convolution(side, groups, stride, streams);
        return y.reshape(new Shape(x.getShape().get(0), kernels.getShape().get(1))
                .addAll(y.getShape().slice(2)));
    }

    private static boolean onePosition(Shape kernel) {
        return kernel.slice(2).size() == 1;
    }

    private static int inputBlock(long channels, int stride) {
        if (channels <= FIT_IN_ONE) {
            return 1;
        }
        return stride > 1 && channels > STRIDED_BLOCK ? STRIDED_BLOCK : BLOCK;
    }

    private static NDArray filled(NDArray values, int dimension, int block, NDManager scratch) {
        long rest = values.getShape().get(dimension) % block;
        if (rest == 0) {
            return values;
        }
        long[] missing = values.getShape().getShape().clone();
        missing[dimension] = block - rest;
        NDArray zeros = scratch.zeros(new Shape(missing), values.getDataType());
        NDArray whole = NDArrays.concat(new NDList(values, zeros), dimension);
        // It belongs to the first operand's manager, which may be that of the source weights.
        whole.attach(scratch);
        return whole;
    }

    private static NDArray convolution(NDArray x, NDArray kernel, int stride, int groups) {
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
                .convolution(x, kernel, null, new Shape(strides), new Shape(padding), new Shape(dilation), groups)
                .singletonOrThrow();
    }
}
