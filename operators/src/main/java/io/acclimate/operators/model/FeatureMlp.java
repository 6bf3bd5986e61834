// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * Multilayer perceptron for feature rows [rows, channels] (or [rows, channels, 1]): a normalization
 * layer over the raw features, then hidden layers of linear, normalization and tanh, then a linear layer. Tanh bounds
 * what an ageing sensor can do to the next layer.
 */
public final class FeatureMlp implements Network {

    private final int channels;
    private final int[] hidden;
    private final int classes;
    private final NormKind norm;
    private final ParameterSpecs specs = new ParameterSpecs();

    /**
     * Describes the network.
     *
     * @param channels number of features
     * @param hidden sizes of the hidden layers
     * @param classes number of classes
     * @param norm kind of its normalization layers
     */
    public FeatureMlp(int channels, int[] hidden, int classes, NormKind norm) {
        this.channels = channels;
        this.hidden = hidden.clone();
        this.classes = classes;
        this.norm = norm;
        specs.norm(norm.input("input_norm", channels));
        int in = channels;
        for (int i = 0; i < hidden.length; i++) {
            specs.linear("fc" + (i + 1), in, hidden[i]);
            specs.norm(norm.layer("bn" + (i + 1), hidden[i]));
            in = hidden[i];
        }
        specs.linear("head", in, classes);
    }

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        ForwardPass pass = new ForwardPass(parameters, normalization);
        NDArray x = input.reshape(input.getShape().get(0), channels);
        x = pass.norm(x, norm.input("input_norm", channels));
        for (int i = 0; i < hidden.length; i++) {
            NDArray y = pass.norm(pass.linear(x, "fc" + (i + 1)), norm.layer("bn" + (i + 1), hidden[i]));
            x = y.tanh();
        }
        return new Outputs(x, pass.linear(x, "head"));
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
        return hidden[hidden.length - 1];
    }

    @Override
    public int classes() {
        return classes;
    }
}
