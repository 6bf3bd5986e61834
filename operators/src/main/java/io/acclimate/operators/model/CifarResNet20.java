// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * ResNet-20 for 32x32 images (He et al. 2016, section 4.2) with parameter-free shortcuts (option A: every second pixel,
 * new channels zero), tensor names as in the published PyTorch weights. Inputs [rows, 3, 32, 32] in 0..1 are
 * standardised inside.
 */
public final class CifarResNet20 implements Network {

    private static final int BLOCKS = 3;
    private static final int[] WIDTHS = {16, 32, 64};
    private static final float[] MEAN = {.485f, .456f, .406f};
    private static final float[] DEVIATION = {.229f, .224f, .225f};

    private final int classes;
    private final ParameterSpecs specs = new ParameterSpecs();

    /** Describes the network for {@code classes} classes. */
    public CifarResNet20(int classes) {
        this.classes = classes;
        specs.weight("conv1.weight", WIDTHS[0], 3, 3, 3);
        specs.norm(new NormLayer("bn1", WIDTHS[0]));
        int in = WIDTHS[0];
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int block = 0; block < BLOCKS; block++) {
                String name = blockName(stage, block);
                specs.weight(name + ".conv1.weight", WIDTHS[stage], in, 3, 3);
                specs.norm(new NormLayer(name + ".bn1", WIDTHS[stage]));
                specs.weight(name + ".conv2.weight", WIDTHS[stage], WIDTHS[stage], 3, 3);
                specs.norm(new NormLayer(name + ".bn2", WIDTHS[stage]));
                in = WIDTHS[stage];
            }
        }
        specs.linear("linear", in, classes);
    }

    private static String blockName(int stage, int block) {
        return "layer%d.%d".formatted(stage + 1, block);
    }

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        ForwardPass pass = new ForwardPass(parameters, normalization);
        NDArray images = standardised(input);
        // Interleaved streams share the dimension of channels, so theirs cannot come last.
        boolean last = parameters.streams() == 1 && !input.getDevice().isGpu();
        NDArray x = pass.convolution(last ? channelsLast(images) : images, "conv1.weight", 1);
        x = pass.relu(pass.norm(x, new NormLayer("bn1", WIDTHS[0])));
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int block = 0; block < BLOCKS; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = residual(pass, x, blockName(stage, block), WIDTHS[stage], stride);
            }
        }
        NDArray features = pass.meanOverPositions(x);
        return new Outputs(features, pass.linear(features, "linear"));
    }

    /**
     * The same values, with the channels of a pixel side by side in memory: oneDNN then reorders nothing around a
     * convolution. The layers keep the order.
     */
    static NDArray channelsLast(NDArray x) {
        Shape shape = x.getShape();
        // The first reshape cannot be a view and so copies.
        return x.transpose(0, 2, 3, 1)
                .reshape(-1, shape.get(1))
                .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
                .transpose(0, 3, 1, 2);
    }

    private static NDArray standardised(NDArray input) {
        Shape perChannel = new Shape(1, MEAN.length, 1, 1);
        NDArray mean = input.getManager().create(MEAN, perChannel);
        NDArray deviation = input.getManager().create(DEVIATION, perChannel);
        return input.sub(mean).divi(deviation);
    }

    private static NDArray residual(ForwardPass pass, NDArray x, String name, int width, int stride) {
        NDArray y = pass.norm(pass.convolution(x, name + ".conv1.weight", stride), new NormLayer(name + ".bn1", width));
        y = pass.norm(pass.convolution(pass.relu(y), name + ".conv2.weight", 1), new NormLayer(name + ".bn2", width));
        return pass.relu(y.add(stride == 1 ? x : everySecondPixel(x, width)));
    }

    private static NDArray everySecondPixel(NDArray x, int width) {
        NDArray half = x.get(":, :, ::2, ::2");
        Shape shape = half.getShape();
        long missing = (width - shape.get(1)) / 2;
        NDArray zeros =
                x.getManager().zeros(new Shape(shape.get(0), missing, shape.get(2), shape.get(3)), x.getDataType());
        return NDArrays.concat(new NDList(zeros, half, zeros), 1);
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
        return WIDTHS[WIDTHS.length - 1];
    }

    @Override
    public int classes() {
        return classes;
    }
}
