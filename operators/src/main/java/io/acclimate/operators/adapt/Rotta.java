// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * RoTTA (Yuan et al., CVPR 2023), for streams whose labels are correlated in time: statistics that move slowly, a memory
 * balanced over predicted classes, and every so many windows a step in which the student learns from the teacher on the
 * memory, windows in memory counting less as they age. The teacher predicts, with the statistics it has. Give it one
 * stream at a time.
 */
public final class Rotta implements AdaptationMethod {

    private static final String TEACHER = "teacher";
    private static final String WINDOWS = "memory.windows";
    private static final String FACTS = "memory.facts";
    private static final String ARRIVALS = "memory.arrivals";

    private final Student student;
    private final SelectiveOptimizer optimizer;
    private final RobustStatistics statistics;
    private final Augmentation augmentation;
    private final Settings settings;
    private final int windowSize;

    /**
     * Settings.
     *
     * @param memory windows in memory; paper: 64
     * @param interval windows from step to step; paper: 64
     * @param teacherShare share of the student that goes into the teacher; paper: .001
     * @param statisticsMomentum weight of the memory's statistics; paper: .05
     */
    public record Settings(int memory, int interval, double teacherShare, double statisticsMomentum) {

        /** Weights of the paper. */
        public static Settings paper(int memory) {
            return new Settings(memory, memory, 1e-3, 0.05);
        }
    }

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope. Its statistics are the method's own
     * @param windowSize elements of one window
     */
    public Rotta(Student student, Augmentation augmentation, Settings settings, int windowSize) {
        this.optimizer = new SelectiveOptimizer(student.optimizer());
        this.student = student.with(optimizer);
        this.statistics = RobustStatistics.of(student.network(), student.weights());
        this.augmentation = augmentation;
        this.settings = settings;
        this.windowSize = windowSize;
    }

    @Override
    public List<StateVector> state() {
        float[] source = student.source();
        List<StateVector> vectors = new ArrayList<>();
        vectors.add(new StateVector(STUDENT, source));
        vectors.add(statistics.state(STUDENT));
        vectors.addAll(optimizer.state(source.length));
        vectors.add(new StateVector(TEACHER, source));
        vectors.add(statistics.state(TEACHER));
        vectors.add(new StateVector(WINDOWS, new float[settings.memory() * windowSize]));
        vectors.add(new StateVector(FACTS, new float[settings.memory() * MemoryBank.FACTS]));
        vectors.add(new StateVector(ARRIVALS, new float[1]));
        return vectors;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NDArray logits = student.network()
                .forward(view(TEACHER, input, state, state.get(TEACHER)), input.rows(), Normalization.SOURCE)
                .logits();
        int[] predicted =
                Predictions.classes(logits.toFloatArray(), student.network().classes());
        float[] uncertainty = Losses.entropy(logits).toFloatArray();
        float[] rows = new float[input.host().remaining()];
        input.host().duplicate().get(rows);
        float[] windows = state.get(WINDOWS).toFloatArray();
        float[] facts = state.get(FACTS).toFloatArray();
        int arrivals = (int) state.get(ARRIVALS).toFloatArray()[0];
        MemoryBank memory = new MemoryBank(windows, facts, student.network().classes());
        List<NDArray> losses = new ArrayList<>();
        for (int n = 0; n < predicted.length; n++) {
            memory.arrive(rows, n * windowSize, predicted[n], uncertainty[n]);
            arrivals = (arrivals + 1) % settings.interval();
            if (arrivals == 0) {
                losses.add(learn(input, state, memory, losses.size()));
            }
        }
        state.put(WINDOWS, input.scratch().create(windows, new Shape(1, windows.length)));
        state.put(FACTS, input.scratch().create(facts, new Shape(1, facts.length)));
        state.put(ARRIVALS, input.scratch().create(new float[] {arrivals}, new Shape(1, 1)));
        return new StepResult(logits, mean(input, losses));
    }

    /** A batch in which no step fell due has the loss 0. */
    private static NDArray mean(PassInput input, List<NDArray> losses) {
        NDArray sum = input.scratch().zeros(new Shape(1));
        losses.forEach(loss -> sum.addi(loss));
        return sum.div(Math.max(1, losses.size()));
    }

    private ParameterView view(String model, PassInput input, GroupState state, NDArray values) {
        return new ParameterView(
                student.weights(),
                input.scratch(),
                1,
                new Overlay(student.layout(), values),
                statistics.overlay(model, state));
    }

    private NDArray learn(PassInput input, GroupState state, MemoryBank memory, int number) {
        List<Integer> places = memory.places();
        float[] rows = new float[places.size() * windowSize];
        float[] weights = new float[places.size()];
        for (int i = 0; i < weights.length; i++) {
            memory.copy(places.get(i), rows, i * windowSize);
            double age = Math.exp(-memory.age(places.get(i)) / settings.memory());
            weights[i] = (float) (age / (1 + age));
        }
        PassInput remembered = remembered(input, rows, places.size());
        Map<String, NDArray> moved = new HashMap<>();
        NDArray target = student.network()
                .forward(
                        view(TEACHER, input, state, state.get(TEACHER)),
                        remembered.rows(),
                        Normalization.robust(settings.statisticsMomentum(), moved))
                .logits();
        statistics.keep(TEACHER, moved, state);
        NDArray loss = learn(remembered, state, target, weights, number);
        state.put(TEACHER, Ema.of(state.get(TEACHER), state.get(STUDENT), 1 - settings.teacherShare()));
        return loss;
    }

    private NDArray learn(PassInput remembered, GroupState state, NDArray target, float[] weights, int number) {
        NDArray view = augmentation.augment(remembered, state, number);
        NDArray age = remembered.scratch().create(weights);
        NDArray values = state.get(STUDENT);
        Map<String, NDArray> moved = new HashMap<>();
        NDArray[] loss = new NDArray[1];
        NDArray gradient = Gradients.of(values, () -> {
            NDArray logits = student.network()
                    .forward(
                            view(STUDENT, remembered, state, values),
                            view,
                            Normalization.robust(settings.statisticsMomentum(), moved))
                    .logits();
            NDArray sum = Losses.crossEntropyTo(logits, target).mul(age).sum();
            loss[0] = sum.div(Constants.like(sum, weights.length));
            return loss[0];
        });
        statistics.keep(STUDENT, moved, state);
        state.put(STUDENT, optimizer.step(values, gradient, state, StepCounts.uniform(state.updates())));
        return loss[0];
    }

    private static PassInput remembered(PassInput input, float[] rows, int count) {
        Shape shape = new Shape(count).addAll(input.rows().getShape().slice(1));
        return new PassInput(input.scratch().create(rows, shape), FloatBuffer.wrap(rows), 1, count, input.scratch());
    }
}
