// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream that has learned another sensor comes into a state where that is worth less than nothing: it starts again. */
class FreshStartTest {

    private static final int LEARNING = 24;
    private static final int AFTER = 8;

    private static Setup setup() {
        return Setup.of("rmt").resetting();
    }

    /** Two sensors, one after the other: that of the source and another one. */
    private static List<Sample> samples(boolean otherFirst) {
        List<Sample> samples = new ArrayList<>();
        for (int index = 0; index < (LEARNING + AFTER) * AdaptRun.BATCH; index++) {
            boolean other = otherFirst == (index / AdaptRun.BATCH < LEARNING);
            SplittableRandom random = new SplittableRandom(index);
            float[] values =
                    SyntheticModel.window(index % SyntheticModel.CLASSES, other ? 3 : 1, other ? 3 : 0, random);
            samples.add(Fleet.ending(0, (index + 1) * Fleet.WINDOW_MICROS, values));
        }
        return samples;
    }

    private static List<AdaptationLogEntry> restarts(AdaptRun run) {
        return run.allLog().stream()
                .filter(entry -> entry.getAction() == AdaptationAction.RESTORED_TO_SOURCE)
                .toList();
    }

    @Test
    void itStartsAgainOnceAndKeepsWhatItHadLearnedAlsoAcrossARestore() throws Exception {
        Results uninterrupted = new Results();
        try (AdaptRun run = setup().start()) {
            run.process(samples(true));
            run.harness().endInput();
            assertStartedAgain(run);
            uninterrupted.add(run);
        }

        Results results = new Results();
        List<Sample> samples = samples(true);
        int cut = (LEARNING + 2) * AdaptRun.BATCH + 1;
        OperatorSubtaskState checkpoint;
        try (AdaptRun run = setup().start()) {
            run.process(samples.subList(0, cut));
            checkpoint = run.harness().checkpoint();
            results.add(run);
        }
        try (AdaptRun run = setup().restore(checkpoint)) {
            run.process(samples.subList(cut, samples.size()));
            run.harness().endInput();
            results.add(run);
        }
        results.assertIdentical(uninterrupted);
    }

    private static void assertStartedAgain(AdaptRun run) {
        List<AdaptationLogEntry> restarts = restarts(run);
        assertThat(restarts).hasSize(1);
        assertThat(restarts.get(0).getStep()).isBetween((long) LEARNING, LEARNING + 8L);
        assertThat(restarts.get(0).getSkipReason()).contains("source model fits better");
        assertThat(run.allLog())
                .filteredOn(entry -> entry.getAction() == AdaptationAction.SNAPSHOT)
                .extracting(entry -> String.valueOf(entry.getSkipReason()))
                .contains("before undo");
    }

    @Test
    void whereWhatItHasLearnedFitsBetterItGoesOn() throws Exception {
        try (AdaptRun run = setup().start()) {
            run.process(samples(false));
            run.harness().endInput();
            assertThat(run.alerts()).isNotEmpty();
            assertThat(restarts(run)).isEmpty();
        }
    }

    @Test
    void withoutTheOptionItGoesOn() throws Exception {
        try (AdaptRun run = Setup.of("rmt").start()) {
            run.process(samples(true));
            run.harness().endInput();
            assertThat(restarts(run)).isEmpty();
        }
    }
}
