// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec.Scope;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Every step of methods with teachers, anchors or memories equals the recorded reference within 1e-4. */
class GoldenTeacherMethodsTest {

    private static final double ADAM = 5e-3;

    @Test
    void cottaMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("cotta")) {
            ParameterLayout layout = run.network.layout(Scope.FULL);
            Cotta method = new Cotta(
                    run.student(Scope.FULL, new Adam(ADAM)),
                    run::view,
                    new Cotta.Settings(0.95, 0.1, 0.83, 4),
                    (state, length) -> mask(run, layout, state.updates(0)));
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compareGradients(layout, t, "grad");
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
                run.compare("teacher", layout, "step%d.teacher.".formatted(t));
            }
        }
    }

    private static float[] mask(GoldenRun run, ParameterLayout layout, long t) {
        Map<String, HostTensor> mask = new LinkedHashMap<>();
        layout.entries().forEach(e -> {
            double[] values =
                    run.tensor("step%d.restore_mask.%s".formatted(t, e.name())).doubles();
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            mask.put(e.name(), HostTensor.of(floats, e.shape()));
        });
        return layout.flatten(mask);
    }

    @Test
    void roidMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("roid")) {
            replayRoid(run, new Roid(run.student(new Adam(ADAM)), run::view), t -> {});
        }
    }

    @Test
    void continualMomentumFilteringMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("cmf")) {
            Student student = run.student(new Adam(ADAM));
            Roid method = new Roid(student, run::view, new MomentumFilter(student, 40.0 * 48 / 38_400));
            replayRoid(run, method, t -> {
                run.compare("hidden", student.layout(), "step%d.hidden.".formatted(t));
                run.compareNumbers("hidden.variance", "step%d.hidden_var".formatted(t));
            });
        }
    }

    private static void replayRoid(GoldenRun run, Roid method, IntConsumer more) {
        ParameterLayout layout = run.network.layout(Scope.NORM);
        for (int t = 0; t < GoldenRun.STEPS; t++) {
            run.step(method, t);
            run.compareGradients(layout, t, "grad");
            run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
            run.compareNumbers("roid.mean_prediction", "step%d.class_probs_ema".formatted(t));
            more.accept(t);
        }
    }

    @Test
    void santaMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("santa")) {
            ProjectionHead head = new ProjectionHead(16, 8);
            Santa method = new Santa(
                    run.student(new Adam(ADAM)),
                    run.tensor("init.prototypes").floats(),
                    head,
                    GoldenMethodsTest.head(run),
                    run::view);
            ParameterLayout projection = ParameterLayout.of(head.parameters());
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compareGradients(method.layout(), t, "grad");
                run.compareMixed(AdaptationMethod.STUDENT, method.layout(), projection, t);
            }
        }
    }

    @Test
    void gttaMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("gtta")) {
            ParameterLayout layout = run.network.layout(Scope.FULL);
            Gtta method = new Gtta(run.student(Scope.FULL, new Adam(2e-3)), GoldenMethodsTest.replay(run));
            run.recordedLoss = t -> DoubleStream.of(run.losses(t)).sum();
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compareGradients(layout, t, "grad", "grad_2");
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
                run.compareNumbers("gtta.confidence", "step%d.avg_conf".formatted(t));
            }
        }
    }

    @Test
    void rottaMatchesTheReferenceAtEveryStep() throws IOException {
        replayRotta("rotta", 16, 16);
    }

    @Test
    void rottaWithStepsInTheMiddleOfABatchMatchesTheReferenceAtEveryStep() throws IOException {
        replayRotta("rotta_mid", 12, 10);
    }

    private static void replayRotta(String name, int memory, int interval) throws IOException {
        try (GoldenRun run = new GoldenRun(name)) {
            ParameterLayout layout = run.network.layout(Scope.NORM);
            ParameterLayout statistics = run.network.statisticsLayout();
            int[] updates = new int[1];
            Augmentation views = (input, state, view) -> {
                HostTensor recorded = run.tensor("update%d.view".formatted(updates[0]));
                assertMemory(run, input, updates[0]++);
                return input.scratch().create(recorded.floats(), new Shape(recorded.shape()));
            };
            Rotta method = new Rotta(
                    run.student(new Adam(ADAM)), views, new Rotta.Settings(memory, interval, 0.05, 0.05), 3 * 8 * 8);
            run.recordedLoss = t -> DoubleStream.of(run.losses(t)).average().orElse(0);
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                int steps = run.losses(t).length;
                run.compareGradients(layout, t, steps == 1 ? new String[] {"grad"} : new String[] {"grad", "grad_2"});
                for (String model : new String[] {"student", "teacher"}) {
                    run.compare(model, layout, "step%d.%s.".formatted(t, model));
                    run.compareStatistics(model + ".statistics", statistics, "step%d.%s.".formatted(t, model));
                }
            }
        }
    }

    private static void assertMemory(GoldenRun run, PassInput input, int update) {
        long[] ids = run.tensor("update%d.memory_ids".formatted(update)).longs();
        assertThat(input.samples()).isEqualTo(ids.length);
        float[] rows = input.rows().toFloatArray();
        int size = rows.length / ids.length;
        for (int i = 0; i < ids.length; i++) {
            float[] batch = run.tensor("step%d.input".formatted(ids[i] / GoldenRun.BATCH))
                    .floats();
            int from = (int) (ids[i] % GoldenRun.BATCH) * size;
            assertThat(rows[i * size]).isCloseTo(batch[from], within(0f));
            assertThat(rows[(i + 1) * size - 1]).isCloseTo(batch[from + size - 1], within(0f));
        }
    }

    @Test
    void lameMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("lame")) {
            Lame lame = new Lame(run.network, run.weights, NormalizationPolicy.stateless(Normalization.SOURCE));
            run.outputsAreProbabilities = true;
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(lame, t);
            }
        }
    }

    @Test
    void batchNormWithMovingAverageMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("norm_ema")) {
            NormEma method = new NormEma(run.network, run.weights, 0.1);
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compare("student.statistics", run.network.statisticsLayout(), "step%d.student.".formatted(t));
            }
        }
    }
}
