// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The adapter of LSA (Park et al., ICCV 2023): a small network that is told how the classes are distributed, as one number,
 * and answers with scale and shift of the features and with offsets of the classifier's weights and biases. It is trained
 * on labelled source features, the model being frozen, for the source's shares, even ones, and the source's turned round;
 * the loss is cross-entropy to {@code z + ln source - ln target}, by which z becomes best for the target shares.
 *
 * <p>Two layers with 100 hidden units; the second starts at zero, so that the adapter starts by changing nothing. Number and
 * kind of layers, the number that describes the shares and the sign of the adjustment are derived: from p_target(y|x) in
 * proportion to p_source(y|x) target(y) / source(y).
 */
final class LabelShiftAdapter {

    private static final int HIDDEN = 100;
    private static final int STEPS = 600;
    private static final int BATCH = 128;
    private static final double LEARNING_RATE = 3e-3;

    private final int classes;
    private final int size;
    private final ParameterLayout layout;
    private final ShareDegree shares;
    private final float[] trained;

    /**
     * Trains an adapter.
     *
     * @param features [rows, size] row-major, of the frozen model
     * @param labels class of every row
     * @param weight of the classifier, [classes, size]
     * @param bias of the classifier
     * @param shares describes shares by one number
     */
    LabelShiftAdapter(
            float[] features,
            long[] labels,
            float[] weight,
            float[] bias,
            ShareDegree shares,
            long seed,
            NDManager manager) {
        this.classes = bias.length;
        this.size = weight.length / classes;
        this.shares = shares;
        this.layout = ParameterLayout.of(List.of(
                parameter("hidden.weight", HIDDEN),
                parameter("hidden.bias", HIDDEN),
                parameter("scale", (long) size * HIDDEN),
                parameter("shift", (long) size * HIDDEN),
                parameter("weight", (long) classes * size * HIDDEN),
                parameter("bias", (long) classes * HIDDEN)));
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[layout.length()];
        for (int i = 0; i < 2 * HIDDEN; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        this.trained = train(values, features, labels, weight, bias, random, manager);
    }

    private static ParameterSpec parameter(String name, long length) {
        return new ParameterSpec(name, new long[] {length}, ParameterSpec.Role.WEIGHT);
    }

    private float[] train(
            float[] start,
            float[] features,
            long[] labels,
            float[] weight,
            float[] bias,
            SplittableRandom random,
            NDManager manager) {
        float[] values = start;
        Adam adam = new Adam(LEARNING_RATE);
        float[][] moments = {new float[start.length], new float[start.length]};
        for (int step = 0; step < STEPS; step++) {
            try (NDManager scratch = manager.newSubManager()) {
                GroupState state = new GroupState(new long[] {step}, new long[] {0});
                List<StateVector> vectors = adam.state(start.length);
                for (int i = 0; i < moments.length; i++) {
                    state.put(vectors.get(i).name(), scratch.create(moments[i], new Shape(1, start.length)));
                }
                NDArray leaf = scratch.create(values, new Shape(1, start.length));
                float[] target = shares.shares(step % 3 - 1);
                NDArray gradient = gradient(leaf, features, labels, weight, bias, target, random, scratch);
                values = adam.step(leaf, gradient, state, StepCounts.uniform(state.updates()))
                        .toFloatArray();
                for (int i = 0; i < moments.length; i++) {
                    moments[i] = state.get(vectors.get(i).name()).toFloatArray();
                }
            }
        }
        return values;
    }

    private NDArray gradient(
            NDArray leaf,
            float[] features,
            long[] labels,
            float[] weight,
            float[] bias,
            float[] target,
            SplittableRandom random,
            NDManager scratch) {
        int rows = Math.min(BATCH, labels.length);
        float[] batch = new float[rows * size];
        long[] classesOfBatch = new long[rows];
        for (int i = 0; i < rows; i++) {
            int row = random.nextInt(labels.length);
            System.arraycopy(features, row * size, batch, i * size, size);
            classesOfBatch[i] = labels[row];
        }
        float[] adjustment = new float[classes];
        for (int c = 0; c < classes; c++) {
            adjustment[c] = (float) Math.log(shares.source()[c] / target[c]);
        }
        NDArray h = scratch.create(batch, new Shape(1, rows, size));
        NDArray w = scratch.create(weight, new Shape(1, classes, size));
        NDArray b = scratch.create(bias, new Shape(1, 1, classes));
        NDArray adjusted = scratch.create(adjustment, new Shape(1, classes));
        NDArray truth = scratch.create(classesOfBatch);
        NDArray number = scratch.create(new float[] {(float) shares.degree(target)}, new Shape(1, 1));
        return Gradients.of(leaf, () -> {
            NDArray logits = adapted(h, w, b, number, leaf).reshape(rows, classes);
            return Losses.crossEntropy(logits.add(adjusted), truth).mean();
        });
    }

    /**
     * Class scores under the shares that {@code number} describes.
     *
     * @param h features [S, N, size]
     * @param number [S, 1]
     * @return [S, N, classes]
     */
    private NDArray adapted(NDArray h, NDArray weight, NDArray bias, NDArray number, NDArray values) {
        long streams = number.getShape().get(0);
        Overlay parts = new Overlay(layout, values);
        NDArray hidden = number.mul(row(parts, "hidden.weight", 1))
                .add(row(parts, "hidden.bias", 1))
                .getNDArrayInternal()
                .relu();
        NDArray scale = hidden.matMul(row(parts, "scale", HIDDEN)).reshape(streams, 1, size);
        NDArray shift = hidden.matMul(row(parts, "shift", HIDDEN)).reshape(streams, 1, size);
        NDArray more = hidden.matMul(row(parts, "weight", HIDDEN)).reshape(streams, classes, size);
        NDArray offset = hidden.matMul(row(parts, "bias", HIDDEN)).reshape(streams, 1, classes);
        NDArray moved = h.mul(scale.add(Constants.like(scale, 1))).add(shift);
        return moved.batchMatMul(weight.add(more).swapAxes(1, 2)).add(bias).add(offset);
    }

    private static NDArray row(Overlay parts, String name, int rows) {
        return parts.get(name).reshape(rows, -1);
    }

    /**
     * By how much the adapter changes the scores of the plain classifier.
     *
     * @param h features [S, N, size]
     * @param weight of the classifier [1, classes, size]
     * @param bias of the classifier [1, 1, classes]
     * @param estimate shares of the classes, [S, classes]
     * @return [S, N, classes]
     */
    NDArray change(NDArray h, NDArray weight, NDArray bias, NDArray estimate) {
        NDManager manager = h.getManager();
        NDArray direction = manager.create(shares.direction(), new Shape(classes, 1));
        NDArray values = manager.create(trained, new Shape(1, trained.length));
        NDArray everyStreams = weight.broadcast(h.getShape().get(0), classes, size);
        NDArray plain = h.batchMatMul(everyStreams.swapAxes(1, 2)).add(bias);
        return adapted(h, weight, bias, estimate.matMul(direction), values).sub(plain);
    }
}
