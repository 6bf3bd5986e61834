// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Small residual network over one dimension, for sensor windows [rows, channels, length], or over two, for
 * representations of events [rows, channels, height, width].
 *
 * <p>The input goes through a normalization layer of its own, so that per-channel gain and offset are statistics that a
 * stream can adapt, or, where samples are normalized by themselves, scale and shift that it can; then a convolution with stride 2, one residual block per width (those that change the width with
 * stride 2 and a shortcut of one position), the mean over all positions and a linear layer. Kernels are 7 and 5 long in
 * one dimension, 5x5 and 3x3 in two.
 *
 * <p>With branches, each reads channels of its own through layers of its own, up to its features. The linear layer takes
 * the features of all: its scores are the mean of those of its {@link #heads}.
 */
public final class ResidualNetwork implements Network {

    private static final String CLASSIFIER = "fc";

    private final List<ResidualTrunk> branches;
    private final int classes;
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
        return new ResidualNetwork(List.of(ResidualTrunk.overTime(channels, widths, norm)), classes);
    }

    /**
     * The network for representations of events, {@code event-resnet}.
     *
     * @param channels input channels of each branch, at least one
     * @param widths channels of the blocks, at least one
     * @param classes number of classes
     * @param norm kind of its normalization layers
     */
    public static ResidualNetwork overImages(List<Integer> channels, int[] widths, int classes, NormKind norm) {
        List<ResidualTrunk> branches = new ArrayList<>();
        for (int b = 0; b < channels.size(); b++) {
            String prefix = channels.size() == 1 ? "" : "branches.%d.".formatted(b);
            branches.add(ResidualTrunk.overImages(prefix, channels.get(b), widths, norm));
        }
        return new ResidualNetwork(branches, classes);
    }

    private ResidualNetwork(List<ResidualTrunk> branches, int classes) {
        this.branches = List.copyOf(branches);
        this.classes = classes;
        branches.forEach(branch -> branch.addTo(specs));
        specs.linear(CLASSIFIER, featureSize(), classes);
    }

    @Override
    public Outputs forward(ParameterView parameters, NDArray input, Normalization normalization) {
        ForwardPass pass = new ForwardPass(parameters, normalization);
        NDArray features = branches.size() == 1 ? branches.get(0).features(pass, input) : ofAll(pass, input);
        return new Outputs(features, pass.linear(features, CLASSIFIER));
    }

    private NDArray ofAll(ForwardPass pass, NDArray input) {
        long[] ends = new long[branches.size() - 1];
        long end = 0;
        for (int b = 0; b < ends.length; b++) {
            end += branches.get(b).channels();
            ends[b] = end;
        }
        NDList parts = input.split(ends, 1);
        NDList features = new NDList();
        for (int b = 0; b < branches.size(); b++) {
            features.add(branches.get(b).features(pass, parts.get(b)));
        }
        return NDArrays.concat(features, 1);
    }

    /**
     * One for each branch: the scores that the linear layer gives its features, times the number of branches, without
     * those of the others.
     */
    @Override
    public List<NDArray> heads(ParameterView parameters, Outputs outputs) {
        if (branches.size() == 1) {
            return List.of(outputs.logits());
        }
        ForwardPass pass = new ForwardPass(parameters, Normalization.SOURCE);
        List<NDArray> heads = new ArrayList<>();
        int from = 0;
        for (ResidualTrunk branch : branches) {
            float[] own = new float[featureSize()];
            Arrays.fill(own, from, from + branch.featureSize(), branches.size());
            from += branch.featureSize();
            NDArray mask = outputs.features().getManager().create(own, new Shape(1, own.length));
            heads.add(pass.linear(outputs.features().mul(mask), CLASSIFIER));
        }
        return heads;
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
        return branches.stream().mapToInt(ResidualTrunk::featureSize).sum();
    }

    @Override
    public int classes() {
        return classes;
    }
}
