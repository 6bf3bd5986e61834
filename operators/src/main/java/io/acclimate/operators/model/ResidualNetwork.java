// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Small residual network over one dimension, for sensor windows [rows, channels, length], or over two, for
 * representations of events [rows, channels, height, width].
 *
 * <p>The input goes through a normalization layer of its own, so that per-channel gain and offset are statistics that a
 * stream can adapt, or, where samples are normalized by themselves, scale and shift that it can; then a convolution with stride 2, one residual block per width (those that change the width with
 * stride 2 and a shortcut of one position), the mean over all positions and a linear layer. Kernels are 7 and 5 long in
 * one dimension, 5x5 and 3x3 in two.
 */
public final class ResidualNetwork implements Network {

    private final int channels;
    private final int[] widths;
    private final int classes;
    private final NormKind norm;
    private final long[] stem;
    private final long[] kernel;
    private final long[] point;
    private final ParameterSpecs specs = new ParameterSpecs();

    /**
     * The network for sensor windows, {@code sensor-resnet}.
     *
     * @param channels input channels
     * @param widths channels of the blocks, at least one
     * @param classes number of classes
     * @param norm kind of its normalization layers
     */
    public static ResidualNetwork overTime(int channels, int[] widths, int classes, NormKind norm) {
        return new ResidualNetwork(channels, widths, classes, norm, new long[] {7}, new long[] {5}, new long[] {1});
    }

    /**
     * The network for representations of events, {@code event-resnet}.
     *
     * @param channels input channels
     * @param widths channels of the blocks, at least one
     * @param classes number of classes
     * @param norm kind of its normalization layers
     */
    public static ResidualNetwork overImages(int channels, int[] widths, int classes, NormKind norm) {
        return new ResidualNetwork(
                channels, widths, classes, norm, new long[] {5, 5}, new long[] {3, 3}, new long[] {1, 1});
    }

    private ResidualNetwork(
            int channels, int[] widths, int classes, NormKind norm, long[] stem, long[] kernel, long[] point) {
        this.channels = channels;
        this.widths = widths.clone();
        this.classes = classes;
        this.norm = norm;
        this.stem = stem;
        this.kernel = kernel;
        this.point = point;
        specs.norm(norm.input("input_norm", channels));
        specs.weight("conv1.weight", shape(widths[0], channels, stem));
        specs.norm(norm.layer("bn1", widths[0]));
        int in = widths[0];
        for (int i = 0; i < widths.length; i++) {
            block("layer" + (i + 1), in, widths[i]);
            in = widths[i];
        }
        specs.linear("fc", in, classes);
    }

    private static long[] shape(int out, int in, long[] positions) {
        return LongStream.concat(LongStream.of(out, in), LongStream.of(positions))
                .toArray();
    }

    private void block(String name, int in, int out) {
        specs.weight(name + ".conv1.weight", shape(out, in, kernel));
        specs.norm(norm.layer(name + ".bn1", out));
        specs.weight(name + ".conv2.weight", shape(out, out, kernel));
        specs.norm(norm.layer(name + ".bn2", out));
        if (in != out) {
            specs.weight(name + ".downsample.0.weight", shape(out, in, point));
            specs.norm(norm.layer(name + ".downsample.1", out));
        }
    }

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        ForwardPass pass = new ForwardPass(parameters, normalization);
        NDArray x = pass.norm(input, norm.input("input_norm", channels));
        x = pass.relu(pass.norm(pass.convolution(x, "conv1.weight", 2), norm.layer("bn1", widths[0])));
        int in = widths[0];
        for (int i = 0; i < widths.length; i++) {
            x = residual(pass, x, "layer" + (i + 1), in, widths[i]);
            in = widths[i];
        }
        NDArray features = pass.meanOverPositions(x);
        return new Outputs(features, pass.linear(features, "fc"));
    }

    private NDArray residual(ForwardPass pass, NDArray x, String name, int in, int out) {
        int stride = in == out ? 1 : 2;
        NDArray y = pass.norm(pass.convolution(x, name + ".conv1.weight", stride), norm.layer(name + ".bn1", out));
        y = pass.norm(pass.convolution(pass.relu(y), name + ".conv2.weight", 1), norm.layer(name + ".bn2", out));
        NDArray shortcut = in == out
                ? x
                : pass.norm(
                        pass.convolution(x, name + ".downsample.0.weight", stride),
                        norm.layer(name + ".downsample.1", out));
        return pass.relu(y.add(shortcut));
    }

    @Override
    public List<ParameterSpec> parameters() {
        return specs.parameters();
    }

    @Override
    public List<NormLayer> normLayers() {
        return specs.normLayers();
    }

    @Override
    public int featureSize() {
        return widths[widths.length - 1];
    }

    @Override
    public int classes() {
        return classes;
    }
}
