// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.Subset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * MEMO (Zhang, Levine and Finn, NeurIPS 2022): every window by itself. The source model takes one gradient step on the
 * entropy of the mean prediction over varied copies of the window, predicts the window, and is forgotten. Statistics of
 * normalization layers are nine parts the source's and one part the copies' (or, to predict, the window's). Unlike in
 * other methods the prediction is made after the step. Nothing is kept, so a window's prediction depends on no other.
 * Give it one stream at a time.
 */
public final class Memo implements AdaptationMethod {

    private static final double BATCH_SHARE = 0.1;

    /** Rows of one pass; with 32 copies, as many windows are adapted to at once as memory bears. */
    private static final int ROWS = 256;

    private final Student student;
    private final Augmentation augmentation;
    private final int views;
    private final double learningRate;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: all weights, stochastic gradient descent without momentum. Its statistics and
     *     its optimizer are the method's own
     * @param views varied copies of each window; paper: 32 for CIFAR, 64 for ImageNet
     * @param learningRate step size; paper: .005 for CIFAR
     */
    public Memo(Student student, Augmentation augmentation, int views, double learningRate) {
        this.student = student;
        this.augmentation = augmentation;
        this.views = views;
        this.learningRate = learningRate;
    }

    @Override
    public List<StateVector> state() {
        return List.of();
    }

    @Override
    public int fewestSamples() {
        return 1;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NDArray[] copies = new NDArray[views];
        for (int view = 0; view < views; view++) {
            copies[view] = augmentation.augment(input, state, view);
        }
        NDList logits = new NDList();
        NDList features = new NDList();
        NDList losses = new NDList();
        int together = together();
        for (int from = 0; from < input.samples(); from += together) {
            int to = Math.min(input.samples(), from + together);
            NDList chunk = new NDList();
            for (NDArray copy : copies) {
                chunk.add(rows(copy, from, to));
            }
            NDArray[] loss = new NDArray[1];
            Network.Outputs outputs =
                    predicted(input, NDArrays.concat(chunk, 0), rows(input.rows(), from, to), to - from, loss);
            logits.add(outputs.logits());
            features.add(outputs.features());
            losses.add(loss[0]);
        }
        NDArray loss = NDArrays.concat(losses, 0).mean().reshape(1);
        return new StepResult(NDArrays.concat(logits, 0), loss, NDArrays.concat(features, 0));
    }

    /** Windows of one pass, each of which is a stream of its own to the network; other weights than norms are shared. */
    private int together() {
        int norms = student.network().layout(ParameterSpec.Scope.NORM).length();
        return student.layout().length() == norms ? Math.max(1, ROWS / views) : 1;
    }

    private static NDArray rows(NDArray all, int from, int to) {
        return all.get(new NDIndex().addSliceDim(from, to));
    }

    private Network.Outputs predicted(PassInput input, NDArray copies, NDArray windows, int count, NDArray[] loss) {
        float[] source = student.source();
        NDArray values = input.scratch()
                .create(source, new Shape(1, source.length))
                .broadcast(count, source.length)
                .duplicate();
        Normalization mixed = Normalization.mixed(BATCH_SHARE);
        NDArray gradient = Gradients.of(values, () -> {
            NDArray logits = forward(input, values, copies, mixed, count).logits();
            loss[0] = marginalEntropy(logits.reshape(views, count, -1));
            return loss[0].sum();
        });
        NDArray updated = values.sub(gradient.mul(learningRate));
        // Weighted statistics know what to do with the variance of a single value.
        NDArray all = input.scratch().ones(new Shape(1, count));
        return forward(input, updated, windows, mixed.on(Subset.of(all)), count);
    }

    private Network.Outputs forward(
            PassInput input, NDArray values, NDArray rows, Normalization normalization, int count) {
        ParameterView view =
                new ParameterView(student.weights(), input.scratch(), count, new Overlay(student.layout(), values));
        return student.network().forward(view, rows, normalization);
    }

    /**
     * Entropy of the mean prediction.
     *
     * @param logits [views, windows, classes]
     * @return [windows]
     */
    static NDArray marginalEntropy(NDArray logits) {
        NDArray logProbabilities = logits.logSoftmax(-1);
        NDArray largest = logProbabilities.max(new int[] {0}, true).stopGradient();
        NDArray sum = logProbabilities.sub(largest).exp().sum(new int[] {0}, true);
        NDArray mean = sum.log()
                .add(largest)
                .sub(Constants.like(sum, Math.log(logits.getShape().get(0))))
                .squeeze(0);
        return mean.exp().mul(mean).sum(new int[] {1}).neg();
    }
}
