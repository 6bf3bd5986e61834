// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

import java.util.stream.LongStream;

/**
 * The layers of a residual network from an input, or some of its channels, to features.
 *
 * @param prefix of the names of all its tensors
 * @param channels input channels
 * @param widths channels of the blocks, at least one
 * @param norm kind of its normalization layers
 * @param kernels sizes of its kernels
 */
record ResidualTrunk(String prefix, int channels, int[] widths, NormKind norm, Kernels kernels) {

    /** Kernel sizes of the first convolution, of those in blocks and of shortcuts. */
    record Kernels(long[] stem, long[] block, long[] point) {

        private static final Kernels OVER_TIME = new Kernels(new long[] {7}, new long[] {5}, new long[] {1});
        private static final Kernels OVER_IMAGES = new Kernels(new long[] {5, 5}, new long[] {3, 3}, new long[] {1, 1});
    }

    static ResidualTrunk overTime(int channels, int[] widths, NormKind norm) {
        return new ResidualTrunk("", channels, widths, norm, Kernels.OVER_TIME);
    }

    static ResidualTrunk overImages(String prefix, int channels, int[] widths, NormKind norm) {
        return new ResidualTrunk(prefix, channels, widths, norm, Kernels.OVER_IMAGES);
    }

    /** Number of features. */
    int featureSize() {
        return widths[widths.length - 1];
    }

    private NormLayer inputNorm() {
        return norm.input(prefix + "input_norm", channels);
    }

    private NormLayer layer(String name, int size) {
        return norm.layer(prefix + name, size);
    }

    /** Adds its tensors in the order of the pass. */
    void addTo(ParameterSpecs specs) {
        specs.norm(inputNorm());
        specs.weight(prefix + "conv1.weight", shape(widths[0], channels, kernels.stem));
        specs.norm(layer("bn1", widths[0]));
        int in = widths[0];
        for (int i = 0; i < widths.length; i++) {
            addBlock(specs, "layer" + (i + 1), in, widths[i]);
            in = widths[i];
        }
    }

    private static long[] shape(int out, int in, long[] positions) {
        return LongStream.concat(LongStream.of(out, in), LongStream.of(positions))
                .toArray();
    }

    private void addBlock(ParameterSpecs specs, String name, int in, int out) {
        specs.weight(prefix + name + ".conv1.weight", shape(out, in, kernels.block));
        specs.norm(layer(name + ".bn1", out));
        specs.weight(prefix + name + ".conv2.weight", shape(out, out, kernels.block));
        specs.norm(layer(name + ".bn2", out));
        if (in != out) {
            specs.weight(prefix + name + ".downsample.0.weight", shape(out, in, kernels.point));
            specs.norm(layer(name + ".downsample.1", out));
        }
    }

    /** Features [rows, feature size] of [rows, channels, positions...]. */
    NDArray features(ForwardPass pass, NDArray input) {
        NDArray x = pass.norm(input, inputNorm());
        x = pass.relu(pass.norm(pass.convolution(x, prefix + "conv1.weight", 2), layer("bn1", widths[0])));
        int in = widths[0];
        for (int i = 0; i < widths.length; i++) {
            x = residual(pass, x, "layer" + (i + 1), in, widths[i]);
            in = widths[i];
        }
        return pass.meanOverPositions(x);
    }

    private NDArray residual(ForwardPass pass, NDArray x, String name, int in, int out) {
        int stride = in == out ? 1 : 2;
        NDArray y = pass.norm(pass.convolution(x, prefix + name + ".conv1.weight", stride), layer(name + ".bn1", out));
        y = pass.norm(pass.convolution(pass.relu(y), prefix + name + ".conv2.weight", 1), layer(name + ".bn2", out));
        NDArray shortcut = in == out
                ? x
                : pass.norm(
                        pass.convolution(x, prefix + name + ".downsample.0.weight", stride),
                        layer(name + ".downsample.1", out));
        return pass.relu(y.add(shortcut));
    }
}
