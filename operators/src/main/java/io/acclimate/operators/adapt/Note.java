// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * NOTE (Gong et al., NeurIPS 2022), for streams whose labels are correlated in time: instance-aware batch norm, whose
 * predictions do not depend on the batch; a memory that is balanced over predicted classes; and every so many windows an
 * entropy step on the memory, during which the statistics of normalization layers move. Give it one stream at a time.
 *
 * <p>The paper trains its source models with instance-aware batch norm; here they were trained with batch norm, of which it
 * is the limit for large thresholds. A batch is predicted as a whole before the steps that fall due in it.
 */
public final class Note implements AdaptationMethod {

    private static final String WINDOWS = "memory.windows";
    private static final String LABELS = "memory.classes";
    private static final String CLASS_ARRIVALS = "memory.class_arrivals";
    private static final String ARRIVALS = "memory.arrivals";
    private static final double STATISTICS_MOMENTUM = 0.01;

    private final Student student;
    private final SelectiveOptimizer optimizer;
    private final RobustStatistics statistics;
    private final int memory;
    private final int windowSize;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope, Adam with 1e-4. Its statistics are the method's own
     * @param memory windows in memory, and windows from step to step; paper: 64
     * @param windowSize elements of one window
     */
    public Note(Student student, int memory, int windowSize) {
        this.optimizer = new SelectiveOptimizer(student.optimizer());
        this.student = student.with(optimizer);
        this.statistics = RobustStatistics.of(student.network(), student.weights());
        this.memory = memory;
        this.windowSize = windowSize;
    }

    @Override
    public List<StateVector> state() {
        float[] source = student.source();
        List<StateVector> vectors = new ArrayList<>();
        vectors.add(new StateVector(STUDENT, source));
        vectors.addAll(statistics.state(STUDENT));
        vectors.addAll(optimizer.state(source.length));
        vectors.add(new StateVector(WINDOWS, new float[memory * windowSize]));
        vectors.add(new StateVector(LABELS, new float[memory]));
        vectors.add(new StateVector(CLASS_ARRIVALS, new float[student.network().classes()]));
        vectors.add(new StateVector(ARRIVALS, new float[1]));
        return vectors;
    }

    @Override
    public int fewestSamples() {
        return 1;
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NDArray values = state.get(STUDENT);
        Network.Outputs outputs =
                student.network().forward(view(input, state, values), input.rows(), Normalization.instanceAware());
        int[] predicted = Predictions.classes(
                outputs.logits().toFloatArray(), student.network().classes());
        float[] rows = input.hostRows();
        float[] windows = state.get(WINDOWS).toFloatArray();
        float[] labels = state.get(LABELS).toFloatArray();
        float[] classArrivals = state.get(CLASS_ARRIVALS).toFloatArray();
        int arrivals = (int) state.get(ARRIVALS).toFloatArray()[0];
        BalancedReservoir reservoir = new BalancedReservoir(windows, labels, classArrivals);
        StreamRandom random = new StreamRandom(state.seed(0), state.updates(0));
        NDArray loss = input.scratch().zeros(new Shape(1));
        int steps = 0;
        for (int n = 0; n < predicted.length; n++) {
            reservoir.arrive(rows, n * windowSize, predicted[n], random::uniform);
            arrivals = (arrivals + 1) % memory;
            if (arrivals == 0) {
                loss.addi(learn(input.withRows(reservoir.rows()), state));
                steps++;
            }
        }
        state.put(WINDOWS, input.scratch().create(windows, new Shape(1, windows.length)));
        state.put(LABELS, input.scratch().create(labels, new Shape(1, labels.length)));
        state.put(CLASS_ARRIVALS, input.scratch().create(classArrivals, new Shape(1, classArrivals.length)));
        state.put(ARRIVALS, input.scratch().create(new float[] {arrivals}, new Shape(1, 1)));
        return new StepResult(outputs.logits(), loss.div(Math.max(1, steps)), outputs.features());
    }

    private ParameterView view(PassInput input, GroupState state, NDArray values) {
        return statistics.view(STUDENT, student.weights(), input, state, new Overlay(student.layout(), values));
    }

    /** One step on the whole memory; the entropy is averaged over windows and classes, as in the authors' code. */
    private NDArray learn(PassInput remembered, GroupState state) {
        NDArray values = state.get(STUDENT);
        Map<String, NDArray> moved = new HashMap<>();
        NDArray[] loss = new NDArray[1];
        NDArray gradient = Gradients.of(values, () -> {
            NDArray logits = student.network()
                    .forward(
                            view(remembered, state, values),
                            remembered.rows(),
                            Normalization.instanceAware(STATISTICS_MOMENTUM, moved))
                    .logits();
            NDArray entropy = Losses.entropy(logits).mean();
            loss[0] = entropy.div(Constants.like(entropy, student.network().classes()));
            return loss[0];
        });
        statistics.keep(STUDENT, moved, state);
        state.put(STUDENT, optimizer.step(values, gradient, state, StepCounts.uniform(state.updates())));
        return loss[0];
    }
}
