// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PeTTA (Hoang et al., NeurIPS 2024), for streams that see the same conditions again and again: RoTTA's memory, moving
 * statistics and predicting teacher, with a step after every batch. How far the teacher's class features have left the
 * source's sets how strongly the student is held to the source and how slowly the teacher follows. The frozen source, under
 * statistics that move like the others', is a second teacher (anchor). Give it one stream at a time.
 */
public final class Petta implements AdaptationMethod {

    private static final String TEACHER = "teacher";
    private static final String ANCHOR = "anchor";
    private static final String WINDOWS = "memory.windows";
    private static final String FACTS = "memory.facts";
    private static final String MEANS = "petta.class_means";

    private static final double STATISTICS_MOMENTUM = 0.05;
    private static final double MEANS_MOMENTUM = 0.95;
    private static final double REGULARIZATION = 10;
    private static final double TEACHER_SHARE = 1e-3;
    private static final double VARIANCE_OFFSET = 1e-6;
    private static final double SMALLEST_SQUARE = 1e-16;

    private final Student student;
    private final RobustModel models;
    private final Augmentation augmentation;
    private final int memory;
    private final int windowSize;
    private final float[] classMeans;
    private final float[] classVariances;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope, Adam with 1e-3. Its statistics are the method's own
     * @param memory windows in memory; paper: 64
     * @param windowSize elements of one window
     * @param classMeans mean features of the frozen model by predicted class, [classes, feature size]
     * @param classVariances their variances
     */
    public Petta(
            Student student,
            Augmentation augmentation,
            int memory,
            int windowSize,
            float[] classMeans,
            float[] classVariances) {
        this.student = student;
        this.models = RobustModel.of(student, STATISTICS_MOMENTUM);
        this.augmentation = augmentation;
        this.memory = memory;
        this.windowSize = windowSize;
        this.classMeans = classMeans.clone();
        this.classVariances = classVariances.clone();
    }

    @Override
    public List<StateVector> state() {
        float[] source = student.source();
        List<StateVector> vectors = new ArrayList<>();
        vectors.add(new StateVector(STUDENT, source));
        vectors.addAll(models.statistics().state(STUDENT));
        vectors.addAll(student.optimizer().state(source.length));
        vectors.add(new StateVector(TEACHER, source));
        vectors.addAll(models.statistics().state(TEACHER));
        vectors.addAll(models.statistics().state(ANCHOR));
        vectors.add(new StateVector(WINDOWS, new float[memory * windowSize]));
        vectors.add(new StateVector(FACTS, new float[memory * MemoryBank.FACTS]));
        vectors.add(new StateVector(MEANS, classMeans));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return 1;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        Network.Outputs seen = models.evaluated(TEACHER, input, state);
        int[] predicted = Predictions.classes(
                seen.logits().toFloatArray(), student.network().classes());
        PassInput remembered = remember(input, state, seen.logits(), predicted);
        double divergence = divergence(state, seen.features().toFloatArray(), predicted);
        NDArray loss = learn(remembered, state, divergence);
        state.put(TEACHER, Ema.of(state.get(TEACHER), state.get(STUDENT), 1 - (1 - divergence) * TEACHER_SHARE));
        return new StepResult(seen.logits(), loss, seen.features());
    }

    private PassInput remember(PassInput input, GroupState state, NDArray logits, int[] predicted) {
        float[] uncertainty = Losses.entropy(logits).toFloatArray();
        float[] rows = input.hostRows();
        float[] windows = state.get(WINDOWS).toFloatArray();
        float[] facts = state.get(FACTS).toFloatArray();
        MemoryBank bank = new MemoryBank(windows, facts, student.network().classes());
        for (int n = 0; n < predicted.length; n++) {
            bank.arrive(rows, n * windowSize, predicted[n], uncertainty[n]);
        }
        state.put(WINDOWS, input.scratch().create(windows, new Shape(1, windows.length)));
        state.put(FACTS, input.scratch().create(facts, new Shape(1, facts.length)));
        return input.withRows(bank.rows(bank.places()));
    }

    /** 1 - exp(-distance) of the class means before this batch, over the classes in it; then moves the means on. */
    private double divergence(GroupState state, float[] features, int[] predicted) {
        int size = student.network().featureSize();
        float[] means = state.get(MEANS).toFloatArray();
        int[] classes = Arrays.stream(predicted).distinct().toArray();
        double sum = 0;
        for (int c : classes) {
            for (int i = c * size; i < (c + 1) * size; i++) {
                double difference = means[i] - classMeans[i];
                sum += difference * difference / (classVariances[i] + VARIANCE_OFFSET);
            }
            moveMean(means, features, predicted, c, size);
        }
        state.put(MEANS, state.get(MEANS).getManager().create(means, new Shape(1, means.length)));
        return 1 - Math.exp(-sum / ((double) classes.length * size));
    }

    private static void moveMean(float[] means, float[] features, int[] predicted, int label, int size) {
        double[] sum = new double[size];
        int count = 0;
        for (int row = 0; row < predicted.length; row++) {
            if (predicted[row] == label) {
                count++;
                for (int d = 0; d < size; d++) {
                    sum[d] += features[row * size + d];
                }
            }
        }
        for (int d = 0; d < size; d++) {
            double moved = MEANS_MOMENTUM * means[label * size + d] + (1 - MEANS_MOMENTUM) * sum[d] / count;
            means[label * size + d] = (float) moved;
        }
    }

    private NDArray learn(PassInput remembered, GroupState state, double divergence) {
        NDArray rows = remembered.rows();
        NDArray teacher = models.moved(TEACHER, remembered, state, state.get(TEACHER), rows)
                .logits();
        NDArray anchor = models.moved(ANCHOR, remembered, state, null, rows).logits();
        NDArray view = augmentation.augment(remembered, state, 0);
        NDArray values = state.get(STUDENT);
        NDArray[] loss = new NDArray[1];
        NDArray gradient = Gradients.of(values, () -> {
            NDArray clean =
                    models.moved(STUDENT, remembered, state, values, rows).logits();
            NDArray varied =
                    models.moved(STUDENT, remembered, state, values, view).logits();
            NDArray both =
                    Losses.symmetricCrossEntropy(clean, teacher).add(Losses.symmetricCrossEntropy(varied, teacher));
            NDArray consistency = both.mul(Constants.like(both, 0.5));
            NDArray anchored = Losses.crossEntropyTo(varied, anchor);
            NDArray held = remoteness(student.layout(), values, student.source());
            loss[0] = consistency.add(anchored).mean().add(held.mul(Constants.like(held, divergence * REGULARIZATION)));
            return loss[0];
        });
        state.put(STUDENT, student.optimizer().step(values, gradient, state, StepCounts.uniform(state.updates())));
        return loss[0].reshape(1);
    }

    /** Mean over the trained tensors of the negative cosine to the source's, a scalar: -1 at the source. */
    static NDArray remoteness(ParameterLayout layout, NDArray values, float[] source) {
        Overlay own = new Overlay(layout, values);
        Overlay origin = new Overlay(layout, values.getManager().create(source, values.getShape()));
        NDArray sum = null;
        for (ParameterLayout.Entry entry : layout.entries()) {
            NDArray a = own.get(entry.name()).flatten();
            NDArray b = origin.get(entry.name()).flatten();
            NDArray squares = a.square().sum().mul(b.square().sum());
            NDArray cosine = a.mul(b)
                    .sum()
                    .div(squares.add(Constants.like(squares, SMALLEST_SQUARE)).sqrt());
            sum = sum == null ? cosine : sum.add(cosine);
        }
        return sum.div(Constants.like(sum, -layout.count()));
    }
}
