// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.RawRecord;
import io.acclimate.state.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the schemas promise of the operators' outputs. */
class OutputContractTest {

    @ParameterizedTest
    @ValueSource(strings = {"source", "norm", "alpha-bn"})
    void aMethodWithoutALossLogsZero(String method) throws Exception {
        try (AdaptRun run = Setup.of(method).start()) {
            run.process(Fleet.windows(1, AdaptRun.BATCH));

            assertThat(run.log().get(0).getLoss()).isZero();
        }
    }

    @Test
    void aBatchOfOneWindowLogsAFiniteLoss() throws Exception {
        try (AdaptRun run = Setup.of("rmt").start()) {
            run.process(List.of(Fleet.window(0, 0)));
            run.harness().endInput();

            assertThat(run.log().get(0).getLoss()).isFinite();
        }
    }

    @ParameterizedTest
    @CsvSource({"tent, 3.4e38", "rmt, 3.4e38"})
    void aStepSkippedForANonFiniteLossLogsAFiniteOne(String method, float value) throws Exception {
        try (AdaptRun run = Setup.of(method).start()) {
            run.process(absurd(value, 3));

            assertThat(run.log()).allMatch(entry -> Double.isFinite(entry.getLoss()));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1e20f, 3.4e38f})
    void theEvidenceOfAnAlertIsFinite(float value) throws Exception {
        try (AdaptRun run = Setup.of("rmt").start()) {
            run.process(absurd(value, 3));

            assertThat(run.alerts()).isNotEmpty().allSatisfy(alert -> assertThat(
                            alert.getEvidence().values())
                    .allMatch(Double::isFinite));
        }
    }

    @Test
    void theFirstBatchIsPredictedBeforeAnyStep() throws Exception {
        try (AdaptRun run = Setup.of("rmt").start()) {
            run.process(Fleet.windows(1, 2 * AdaptRun.BATCH));

            assertThat(run.predictions())
                    .extracting(Prediction::getAdaptationStep)
                    .containsExactly(0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L);
        }
    }

    @Test
    void aRecordWithoutAKeyHasNoneInItsDeadLetter() throws Exception {
        try (DecodeRun run = DecodeRun.start()) {
            run.process(List.of(new RawRecord("sensors", 0, 1, 1, new byte[0], new byte[3])));

            assertThat(run.letters().get(0).getKey()).isNull();
        }
    }

    private static List<Sample> absurd(float value, int batches) {
        List<Sample> samples = new ArrayList<>();
        float[] values = new float[SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
        Arrays.fill(values, value);
        for (int i = 1; i <= batches * AdaptRun.BATCH; i++) {
            samples.add(Fleet.ending(0, i * Fleet.WINDOW_MICROS, values));
        }
        return samples;
    }
}
