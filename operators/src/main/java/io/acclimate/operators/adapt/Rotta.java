// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.List;

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
    private final RobustModel models;
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
        this.models = RobustModel.of(this.student, settings.statisticsMomentum());
        this.augmentation = augmentation;
        this.settings = settings;
        this.windowSize = windowSize;
    }

    @Override
    public List<StateVector> state() {
        float[] source = student.source();
        List<StateVector> vectors = new ArrayList<>();
        vectors.add(new StateVector(STUDENT, source));
        vectors.addAll(models.statistics().state(STUDENT));
        vectors.addAll(optimizer.state(source.length));
        vectors.add(new StateVector(TEACHER, source));
        vectors.addAll(models.statistics().state(TEACHER));
        vectors.add(new StateVector(WINDOWS, new float[settings.memory() * windowSize]));
        vectors.add(new StateVector(FACTS, new float[settings.memory() * MemoryBank.FACTS]));
        vectors.add(new StateVector(ARRIVALS, new float[1]));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return 1;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        Network.Outputs outputs = models.evaluated(TEACHER, input, state);
        NDArray logits = outputs.logits();
        int[] predicted =
                Predictions.classes(logits.toFloatArray(), student.network().classes());
        float[] uncertainty = Losses.entropy(logits).toFloatArray();
        float[] rows = input.hostRows();
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
        return new StepResult(logits, mean(input, losses), outputs.features());
    }

    /** A batch in which no step fell due has the loss 0. */
    private static NDArray mean(PassInput input, List<NDArray> losses) {
        NDArray sum = input.scratch().zeros(new Shape(1));
        losses.forEach(loss -> sum.addi(loss));
        return sum.div(Math.max(1, losses.size()));
    }

    private NDArray learn(PassInput input, GroupState state, MemoryBank memory, int number) {
        List<Integer> places = memory.places();
        float[] weights = new float[places.size()];
        for (int i = 0; i < weights.length; i++) {
            double age = Math.exp(-memory.age(places.get(i)) / settings.memory());
            weights[i] = (float) (age / (1 + age));
        }
        PassInput remembered = input.withRows(memory.rows(places));
        NDArray target = models.moved(TEACHER, remembered, state, state.get(TEACHER), remembered.rows())
                .logits();
        NDArray loss = learn(remembered, state, target, weights, number);
        state.put(TEACHER, Ema.of(state.get(TEACHER), state.get(STUDENT), 1 - settings.teacherShare()));
        return loss;
    }

    private NDArray learn(PassInput remembered, GroupState state, NDArray target, float[] weights, int number) {
        NDArray view = augmentation.augment(remembered, state, number);
        NDArray age = remembered.scratch().create(weights);
        NDArray values = state.get(STUDENT);
        NDArray[] loss = new NDArray[1];
        NDArray gradient = Gradients.of(values, () -> {
            NDArray logits =
                    models.moved(STUDENT, remembered, state, values, view).logits();
            NDArray sum = Losses.crossEntropyTo(logits, target).mul(age).sum();
            loss[0] = sum.div(Constants.like(sum, weights.length));
            return loss[0];
        });
        state.put(STUDENT, optimizer.step(values, gradient, state, StepCounts.uniform(state.updates())));
        return loss[0];
    }
}
