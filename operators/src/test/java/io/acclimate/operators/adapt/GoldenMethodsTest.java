// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterSpec.Scope;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every step of every method equals the recorded reference implementation within 1e-4. */
class GoldenMethodsTest {

    private static final double LEARNING_RATE = 5e-3;

    @Test
    void normMatchesTheReferenceAtEveryStep() throws IOException {
        replayWithoutUpdate("norm_test", Normalization.batch());
    }

    @Test
    void alphaBnMatchesTheReferenceAtEveryStep() throws IOException {
        replayWithoutUpdate("norm_alpha", Normalization.mixed(0.1));
    }

    private static void replayWithoutUpdate(String name, Normalization normalization) throws IOException {
        try (GoldenRun run = new GoldenRun(name)) {
            AdaptationMethod method =
                    new WithoutUpdate(run.network, run.weights, NormalizationPolicy.stateless(normalization));
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
            }
        }
    }

    @Test
    void tentWithAdamMatchesTheReferenceAtEveryStep() throws IOException {
        replayTent(
                "tent_adam",
                new Adam(LEARNING_RATE),
                Map.of("adam.exp_avg", "exp_avg", "adam.exp_avg_sq", "exp_avg_sq"));
    }

    @Test
    void tentWithNesterovMomentumMatchesTheReferenceAtEveryStep() throws IOException {
        replayTent("tent_sgd", new Sgd(0.02, 0.9, true), Map.of("sgd.momentum_buffer", "momentum_buffer"));
    }

    private static void replayTent(String name, Optimizer optimizer, Map<String, String> moments) throws IOException {
        try (GoldenRun run = new GoldenRun(name)) {
            OutputLoss tent = new OutputLoss(run.student(optimizer), new Tent());
            ParameterLayout layout = run.network.layout(Scope.NORM);
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(tent, t);
                run.compareGradients(layout, t, "grad");
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
            }
            moments.forEach((vector, recorded) -> run.compare(vector, layout, "final.opt." + recorded + "."));
        }
    }

    @Test
    void robustMeanTeacherMatchesTheReferenceAtEveryStep() throws IOException {
        replayRmt("rmt", 0, 0);
    }

    @Test
    void robustMeanTeacherWithSourceReplayMatchesTheReferenceAtEveryStep() throws IOException {
        replayRmt("rmt_source", 1, 0);
    }

    @Test
    void robustMeanTeacherAfterWarmUpMatchesTheReferenceAtEveryStep() throws IOException {
        replayRmt("rmt_warmup", 1, 6);
    }

    private static void replayRmt(String name, double sourceWeight, int warmUpSteps) throws IOException {
        try (GoldenRun run = new GoldenRun(name)) {
            RmtSettings settings = new RmtSettings(
                    Scope.FULL,
                    new Adam(LEARNING_RATE),
                    NormalizationPolicy.stateless(Normalization.batch()),
                    0.95,
                    1,
                    1,
                    sourceWeight,
                    0.1,
                    8);
            RobustMeanTeacher method = new RobustMeanTeacher(
                    run.network,
                    run.weights,
                    settings,
                    run.tensor("init.prototypes").floats(),
                    head(run),
                    run::view,
                    Optional.of(replay(run)));
            method = warmUpSteps == 0 ? method : method.warmedUp(warmUpSteps, GoldenRun.BATCH);
            ParameterLayout head = ParameterLayout.of(new ProjectionHead(16, 8).parameters());
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compare("teacher", method.teacherLayout(), "step%d.teacher.".formatted(t));
                run.compareMixed(AdaptationMethod.STUDENT, method.studentLayout(), head, t);
            }
        }
    }

    static Map<String, HostTensor> head(GoldenRun run) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : new ProjectionHead(16, 8).parameters()) {
            tensors.put(spec.name(), run.tensor("init." + spec.name()));
        }
        return tensors;
    }

    static SourceReplay replay(GoldenRun run) {
        int batches = 4;
        int rowLength = 3 * 8 * 8;
        float[] rows = new float[batches * GoldenRun.BATCH * rowLength];
        long[] labels = new long[batches * GoldenRun.BATCH];
        for (int i : List.of(0, 1, 2, 3)) {
            float[] x = run.tensor("source%d.input".formatted(i)).floats();
            System.arraycopy(x, 0, rows, i * x.length, x.length);
            long[] y = run.tensor("source%d.label".formatted(i)).longs();
            System.arraycopy(y, 0, labels, i * y.length, y.length);
        }
        return new SourceReplay(rows, labels, new long[] {3, 8, 8});
    }
}
