// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * One-dimensional residual network for sensor windows [rows, channels, length].
 *
 * <p>The input goes through a normalization layer of its own, so that per-channel gain and offset are statistics that a
 * stream can adapt; then a convolution (kernel 7, stride 2), three residual blocks (kernel 5, the second and third with
 * stride 2 and a 1x1 shortcut), the mean over time and a linear layer.
 */
public final class SensorResNet implements Network {

    private static final int STEM_KERNEL = 7;
    private static final int KERNEL = 5;

    private final int channels;
    private final int[] widths;
    private final int classes;
    private final ParameterSpecs specs = new ParameterSpecs();

    /**
     * Describes the network.
     *
     * @param channels input channels
     * @param widths channels of the three blocks
     * @param classes number of classes
     */
    public SensorResNet(int channels, int[] widths, int classes) {
        this.channels = channels;
        this.widths = widths.clone();
        this.classes = classes;
        specs.norm("input_norm", channels);
        specs.weight("conv1.weight", widths[0], channels, STEM_KERNEL);
        specs.norm("bn1", widths[0]);
        int in = widths[0];
        for (int i = 0; i < widths.length; i++) {
            block("layer" + (i + 1), in, widths[i]);
            in = widths[i];
        }
        specs.linear("fc", in, classes);
    }

    private void block(String name, int in, int out) {
        specs.weight(name + ".conv1.weight", out, in, KERNEL);
        specs.norm(name + ".bn1", out);
        specs.weight(name + ".conv2.weight", out, out, KERNEL);
        specs.norm(name + ".bn2", out);
        if (in != out) {
            specs.weight(name + ".downsample.0.weight", out, in, 1);
            specs.norm(name + ".downsample.1", out);
        }
    }

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        ForwardPass pass = new ForwardPass(parameters, normalization);
        NDArray x = pass.norm(input, new NormLayer("input_norm", channels));
        x = pass.relu(pass.norm(pass.convolution(x, "conv1.weight", 2), new NormLayer("bn1", widths[0])));
        int in = widths[0];
        for (int i = 0; i < widths.length; i++) {
            x = residual(pass, x, "layer" + (i + 1), in, widths[i]);
            in = widths[i];
        }
        NDArray features = pass.meanOverPositions(x);
        return new Outputs(features, pass.linear(features, "fc"));
    }

    private static NDArray residual(ForwardPass pass, NDArray x, String name, int in, int out) {
        int stride = in == out ? 1 : 2;
        NDArray y = pass.norm(pass.convolution(x, name + ".conv1.weight", stride), new NormLayer(name + ".bn1", out));
        y = pass.norm(pass.convolution(pass.relu(y), name + ".conv2.weight", 1), new NormLayer(name + ".bn2", out));
        NDArray shortcut = in == out
                ? x
                : pass.norm(
                        pass.convolution(x, name + ".downsample.0.weight", stride),
                        new NormLayer(name + ".downsample.1", out));
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
