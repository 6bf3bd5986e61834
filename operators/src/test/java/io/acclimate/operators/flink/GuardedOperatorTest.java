// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.guard.GuardSettings;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream under the guard whose sensor is stuck for four batches. */
class GuardedOperatorTest {

    private static final Setup SETUP = Setup.of("rmt").guarded(new GuardSettings(true, 0.02, 1e4, 1));
    private static final int STUCK_FROM = 4;
    private static final int STUCK_TO = 8;
    private static final int BATCHES = 12;
    private static final String STREAM = Fleet.name(0);

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int index = 0; index < BATCHES * AdaptRun.BATCH; index++) {
            int batch = index / AdaptRun.BATCH;
            samples.add(batch >= STUCK_FROM && batch < STUCK_TO ? stuck(index) : Fleet.steady(0, index));
        }
        return samples;
    }

    private static Sample stuck(int index) {
        float[] values = new float[SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
        Arrays.fill(values, 0.5f);
        return Fleet.ending(0, (index + 1) * Fleet.WINDOW_MICROS, values);
    }

    private static Results uninterrupted(Setup setup) throws Exception {
        try (AdaptRun run = setup.start()) {
            run.process(samples());
            run.harness().endInput();
            return run.results();
        }
    }

    @Test
    void aStuckSensorTeachesNothingAndTheLogSaysWhy() throws Exception {
        List<AdaptationLogEntry> log = uninterrupted(SETUP).log.get(STREAM);

        assertThat(log.subList(STUCK_FROM, STUCK_TO)).allSatisfy(entry -> {
            assertThat(entry.getAction()).isEqualTo(AdaptationAction.SKIPPED);
            assertThat(entry.getSkipReason()).isEqualTo("the windows of the batch are all the same");
            assertThat(entry.getSamplesUsed()).isZero();
            assertThat(entry.getEvidence()).containsEntry("variation", 0.0);
        });
        List<AdaptationLogEntry> bare =
                uninterrupted(SETUP.guarded(AdaptRun.MEASURING)).log.get(STREAM);
        assertThat(bare.subList(STUCK_FROM, STUCK_TO))
                .as("without the guard it teaches")
                .allMatch(entry -> entry.getAction() == AdaptationAction.STEP);
    }

    @Test
    void theIncidentIsAlertedOnceWithItsEvidenceAndResolvedByAHealthyBatch() throws Exception {
        List<ShiftAlert> alerts = uninterrupted(SETUP).alerts.get(STREAM).stream()
                .filter(alert -> alert.getAlertId().equals(STREAM + "#guard-" + (STUCK_FROM + 1)))
                .toList();

        assertThat(alerts).extracting(ShiftAlert::getStatus).containsExactly(AlertStatus.OPENED, AlertStatus.RESOLVED);
        assertThat(alerts.get(0).getStatistic()).isEqualTo("guard.variation");
        assertThat(alerts.get(0).getThreshold()).isPositive();
        assertThat(alerts.get(0).getEvidence()).containsEntry("variation", 0.0);
        assertThat(alerts.get(1).getAdaptationStep()).isGreaterThan(STUCK_TO);
    }

    @ParameterizedTest
    @EnumSource
    void aRestoreInTheMiddleOfAnIncidentChangesNothing(Backend backend) throws Exception {
        Setup setup = SETUP.on(backend);
        List<Sample> samples = samples();
        int cut = (STUCK_FROM + 2) * AdaptRun.BATCH + 1;
        Results results = new Results();
        OperatorSubtaskState checkpoint;
        try (AdaptRun run = setup.start()) {
            run.process(samples.subList(0, cut));
            checkpoint = run.harness().checkpoint();
            results.add(run);
        }
        try (AdaptRun run = setup.restore(checkpoint)) {
            run.process(samples.subList(cut, samples.size()));
            run.harness().endInput();
            results.add(run);
        }

        results.assertIdentical(uninterrupted(setup));
    }
}
