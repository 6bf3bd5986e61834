// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec.Scope;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Every step of the entropy methods equals the recorded reference implementation within 1e-4. */
class GoldenEntropyMethodsTest {

    private static final double ADAM = 5e-3;
    private static final Sgd MOMENTUM = new Sgd(0.02, 0.9, false);

    @Test
    void eataMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("eata")) {
            ParameterLayout layout = run.network.layout(Scope.NORM);
            Map<String, HostTensor> fisher = new LinkedHashMap<>();
            layout.entries().forEach(e -> fisher.put(e.name(), run.tensor("fisher." + e.name())));
            Eata method = new Eata(run.student(new Adam(ADAM)), 0.6, 100, layout.flatten(fisher));
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compareGradients(layout, t, "grad");
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
                run.compareNumbers("eata.mean_prediction", "step%d.model_probs".formatted(t));
            }
            run.compare("adam.exp_avg_sq", layout, "final.opt.exp_avg_sq.");
        }
    }

    @Test
    void sarMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("sar")) {
            ParameterLayout layout = run.network.layout(Scope.NORM);
            Sar method = new Sar(run.student(MOMENTUM), 0.4, 0.05);
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compareGradients(layout, t, "grad");
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
                assertThat((double) run.vector("sar.average_loss")[0])
                        .isCloseTo(run.tensor("step%d.ema".formatted(t)).doubles()[0], within(GoldenRun.TOLERANCE));
            }
            run.compare("sgd.momentum_buffer", layout, "final.opt.momentum_buffer.");
        }
    }

    /** The reference keeps its momentum over a reset, so that the runs part after it. */
    @Test
    void sarMatchesTheReferenceUntilItIsReset() throws IOException {
        try (GoldenRun run = new GoldenRun("sar_reset")) {
            ParameterLayout layout = run.network.layout(Scope.NORM);
            Sar method = new Sar(run.student(MOMENTUM), 0.4, 0.34);
            boolean reset = false;
            int steps = 0;
            while (!reset) {
                run.step(method, steps);
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(steps));
                reset = Double.isNaN(run.tensor("step%d.ema".formatted(steps)).doubles()[0]);
                steps++;
            }
            assertThat(run.vector("sar.average_loss")).containsOnly(0);
            assertThat(run.vector("sgd.momentum_buffer")).containsOnly(0);
            assertThat(run.vector(AdaptationMethod.STUDENT)).containsExactly(layout.flatten(run.weights.host()));
        }
    }

    /** The reference makes a step of momentum alone where no sample is reliable. */
    @Test
    void sarMatchesTheReferenceUntilNoSampleIsReliable() throws IOException {
        try (GoldenRun run = new GoldenRun("sar_empty")) {
            ParameterLayout layout = run.network.layout(Scope.NORM);
            Sar method = new Sar(run.student(MOMENTUM), 0.05, 0);
            int t = 0;
            while (Double.isFinite(run.losses(t)[1])) {
                run.step(method, t);
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
                t++;
            }
            float[] before = t == 0 ? layout.flatten(run.weights.host()) : run.vector(AdaptationMethod.STUDENT);
            run.recordedLoss = ignored -> 0;
            run.step(method, t);
            assertThat(run.vector(AdaptationMethod.STUDENT)).containsExactly(before);
        }
    }

    @Test
    void deyoMatchesTheReferenceAtEveryStep() throws IOException {
        try (GoldenRun run = new GoldenRun("deyo")) {
            ParameterLayout layout = run.network.layout(Scope.NORM);
            PatchShuffle shuffle = new PatchShuffle((state, stream, sample, patches) -> {
                long[] all = run.tensor("step%d.patch_permutation".formatted(state.updates(0)))
                        .longs();
                int[] from = new int[patches];
                for (int i = 0; i < patches; i++) {
                    from[i] = (int) all[sample * patches + i];
                }
                return from;
            });
            Deyo method = new Deyo(run.student(new Adam(ADAM)), shuffle, 0.2);
            for (int t = 0; t < GoldenRun.STEPS; t++) {
                run.step(method, t);
                run.compareGradients(layout, t, "grad");
                run.compare(AdaptationMethod.STUDENT, layout, "step%d.student.".formatted(t));
            }
        }
    }
}
