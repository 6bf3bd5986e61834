// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PettaTest {

    private static final int CLASSES = SyntheticModel.CLASSES;

    private LoadedModel model;
    private AdaptationEngine engine;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
        // Steps so large that the teacher's thousandth of them is more than rounding.
        engine = new AdaptationEngine(model, Streams.settings("petta", Statistics.BATCH, OptimizerKind.ADAM, 0.05));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private BatchResult step(int step, Optional<StreamState> state) {
        return engine.step(List.of(Streams.batch(3, step, state))).get(0);
    }

    private float[] knowledge(String name) {
        return model.source().knowledge().get(name).floats();
    }

    /** The source's class means, each {@code deviations} standard deviations of its feature further. */
    private float[] means(double deviations) {
        float[] means = knowledge(SourceKnowledge.PREDICTED_MEAN);
        float[] variance = knowledge(SourceKnowledge.PREDICTED_VARIANCE);
        for (int i = 0; i < means.length; i++) {
            means[i] += (float) (deviations * Math.sqrt(variance[i]));
        }
        return means;
    }

    private double divergence(float[] means, Set<Integer> classes) {
        float[] source = knowledge(SourceKnowledge.PREDICTED_MEAN);
        float[] variance = knowledge(SourceKnowledge.PREDICTED_VARIANCE);
        int size = source.length / CLASSES;
        double sum = 0;
        for (int c : classes) {
            for (int d = 0; d < size; d++) {
                int i = c * size + d;
                sum += (means[i] - source[i]) * (means[i] - source[i]) / (variance[i] + 1e-6) / size / classes.size();
            }
        }
        return 1 - Math.exp(-sum);
    }

    private static Set<Integer> predicted(BatchResult result) {
        Set<Integer> classes = new TreeSet<>();
        for (float[] row : result.probabilities()) {
            classes.add(Predictions.mostProbable(row, 0, CLASSES));
        }
        return classes;
    }

    @Test
    void theTeacherFollowsMoreSlowlyTheFurtherTheClassFeaturesHaveLeft() {
        StreamState first = step(0, Optional.empty()).state();
        float[] means = means(0.7);
        StreamState left = Streams.with(first, "petta.class_means", means);

        BatchResult result = step(1, Optional.of(left));

        double divergence = divergence(means, predicted(result));
        assertThat(divergence).isBetween(0.05, 0.95);
        float[] before = Streams.vector(left, "teacher");
        float[] teacher = Streams.vector(result.state(), "teacher");
        float[] student = Streams.vector(result.state(), AdaptationMethod.STUDENT);
        double expected = 0;
        double found = 0;
        for (int i = 0; i < teacher.length; i++) {
            double way = student[i] - before[i];
            expected += (1 - divergence) * 1e-3 * way * way;
            found += (teacher[i] - before[i]) * way;
        }
        assertThat(found / expected).isCloseTo(1, within(0.02));
    }

    @Test
    void theClassMeansMoveByATwentiethTowardsTheBatchOfTheirClass() {
        StreamState first = step(0, Optional.empty()).state();
        float[] before = Streams.vector(first, "petta.class_means");

        BatchResult result = step(1, Optional.of(first));

        float[] after = Streams.vector(result.state(), "petta.class_means");
        int size = before.length / CLASSES;
        for (int c = 0; c < CLASSES; c++) {
            double[] sum = new double[size];
            int count = 0;
            for (int n = 0; n < Streams.BATCH; n++) {
                if (Predictions.mostProbable(result.probabilities()[n], 0, CLASSES) == c) {
                    count++;
                    for (int d = 0; d < size; d++) {
                        sum[d] += result.features()[n][d];
                    }
                }
            }
            for (int d = 0; d < size; d++) {
                double old = before[c * size + d];
                double expected = count == 0 ? old : 0.95 * old + 0.05 * sum[d] / count;
                assertThat(after[c * size + d]).isCloseTo((float) expected, within(1e-5f));
            }
        }
    }

    @Test
    void divergenceDrawsTheStudentToTheSource() {
        AdaptationSettings settings = Streams.settings("petta", Statistics.BATCH, OptimizerKind.SGD, 0.01);
        engine = new AdaptationEngine(model, settings);
        StreamState state = new StreamState(
                model.source().id(), "petta", 1, 1, 0, engine.initialVectors(), new double[0], new double[0], 0);
        float[] student = Streams.vector(state, AdaptationMethod.STUDENT);
        for (int i = 0; i < student.length; i++) {
            student[i] += i % 2 == 0 ? 0.3f : -0.3f;
        }
        StreamState elsewhere = Streams.with(state, AdaptationMethod.STUDENT, student);

        StreamState free = step(1, Optional.of(Streams.with(elsewhere, "petta.class_means", means(0))))
                .state();
        StreamState held = step(1, Optional.of(Streams.with(elsewhere, "petta.class_means", means(5))))
                .state();

        assertThat(remoteness(held)).isLessThan(remoteness(free));
    }

    private double remoteness(StreamState state) {
        ParameterLayout layout = model.network().layout(ParameterSpec.Scope.NORM);
        float[] student = Streams.vector(state, AdaptationMethod.STUDENT);
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            NDArray values = scratch.create(student, new Shape(1, student.length));
            return Petta.remoteness(
                            layout, values, layout.flatten(model.weights().host()))
                    .toFloatArray()[0];
        }
    }

    @Test
    void remotenessIsTheMeanNegativeCosineOfTheTensorsAndDifferentiable() {
        ParameterLayout layout = ParameterLayout.of(List.of(
                new ParameterSpec("a", new long[] {2}, ParameterSpec.Role.WEIGHT),
                new ParameterSpec("b", new long[] {3}, ParameterSpec.Role.WEIGHT)));
        float[] source = {1, 0, 1, 2, 2};
        double[] values = {3, 4, 2, 1, 2};
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray leaf = manager.create(new float[] {3, 4, 2, 1, 2}, new Shape(1, 5));
            double[] found = new double[1];
            float[] gradient = Gradients.of(leaf, () -> {
                        NDArray value = Petta.remoteness(layout, leaf, source);
                        found[0] = value.toFloatArray()[0];
                        return value;
                    })
                    .toFloatArray();

            assertThat(found[0]).isCloseTo(-(0.6 + 8.0 / 9) / 2, within(1e-6));
            for (int i = 0; i < values.length; i++) {
                double[] up = values.clone();
                double[] down = values.clone();
                up[i] += 1e-6;
                down[i] -= 1e-6;
                assertThat((double) gradient[i]).isCloseTo((formula(up) - formula(down)) / 2e-6, within(1e-5));
            }
        }
    }

    private static double formula(double[] v) {
        double a = v[0] / Math.sqrt(v[0] * v[0] + v[1] * v[1]);
        double b = (v[2] + 2 * v[3] + 2 * v[4]) / 3 / Math.sqrt(v[2] * v[2] + v[3] * v[3] + v[4] * v[4]);
        return -(a + b) / 2;
    }
}
