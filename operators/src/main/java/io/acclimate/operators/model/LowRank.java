// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Low-rank adapters (LoRA; Hu et al., ICLR 2022) of the convolutions and linear layers of a network: a layer of weight W,
 * [O, I, positions...], runs with W + B A, where A is {@code lora_A}, [r, I, positions...], and B is {@code lora_B}, [O, r].
 * A starts at random, the same for every stream, and B at zero, so that an adapted network starts as its source. Biases and
 * normalization layers are not adapted.
 *
 * @param rank highest rank r; a layer whose weight has a lower one takes that
 */
public record LowRank(int rank) {

    private static final String WEIGHT = ".weight";
    private static final String DOWN = ".lora_A";
    private static final String UP = ".lora_B";

    /** An adapted layer: its weight, and the factors A and B. */
    public record Layer(ParameterSpec weight, ParameterSpec down, ParameterSpec up) {}

    /** The layers of {@code network} that have adapters, in its order. */
    public List<Layer> layers(Network network) {
        List<Layer> layers = new ArrayList<>();
        for (ParameterSpec spec : network.parameters()) {
            if (spec.role() == ParameterSpec.Role.WEIGHT && spec.shape().length > 1) {
                layers.add(layer(spec));
            }
        }
        return layers;
    }

    private Layer layer(ParameterSpec weight) {
        long outputs = weight.shape()[0];
        long inputs = HostTensor.elements(weight.shape()) / outputs;
        long[] down = weight.shape().clone();
        down[0] = Math.min(rank, Math.min(outputs, inputs));
        return new Layer(
                weight,
                new ParameterSpec(down(weight.name()), down, ParameterSpec.Role.ADAPTER),
                new ParameterSpec(up(weight.name()), new long[] {outputs, down[0]}, ParameterSpec.Role.ADAPTER));
    }

    /** Name of A. */
    static String down(String weight) {
        return layerOf(weight) + DOWN;
    }

    /** Name of B. */
    static String up(String weight) {
        return layerOf(weight) + UP;
    }

    private static String layerOf(String weight) {
        return weight.substring(0, weight.length() - WEIGHT.length());
    }

    /**
     * Where a stream's adapters start: A uniform within 1 / sqrt(fan-in), as PyTorch draws weights, and B zero.
     *
     * @param seed of A
     */
    Map<String, HostTensor> initial(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Layer layer : layers(network)) {
            float[] values = new float[(int) HostTensor.elements(layer.down.shape())];
            double bound = Math.sqrt((double) layer.down.shape()[0] / values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-bound, bound);
            }
            tensors.put(layer.down.name(), HostTensor.of(values, layer.down.shape()));
            int size = (int) HostTensor.elements(layer.up.shape());
            tensors.put(layer.up.name(), HostTensor.of(new float[size], layer.up.shape()));
        }
        return tensors;
    }

    /**
     * The adapted weight.
     *
     * @param weight [O, I, positions...]
     * @param down A of one stream, [r, I, positions...], or of several, [S, r, I, positions...]
     * @param up B, [O, r] or [S, O, r]
     * @return of weight's shape, or [S, weight's shape]; owned by {@code up}'s manager
     */
    static NDArray adapted(NDArray weight, NDArray down, NDArray up) {
        Shape shape = weight.getShape();
        if (up.getShape().dimension() == 2) {
            return up.matMul(down.reshape(down.getShape().get(0), -1))
                    .reshape(shape)
                    .add(weight);
        }
        long streams = up.getShape().get(0);
        NDArray change = up.matMul(down.reshape(streams, down.getShape().get(1), -1));
        return change.reshape(new Shape(streams).addAll(shape)).add(weight);
    }
}
