// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.Sample;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream whose readings are finite but absurd, in the middle of its life. */
class PoisonedStreamTest {

    private static final int STREAMS = 3;
    private static final int POISONED = 1;
    private static final int FROM = 8;
    private static final int TO = 14;
    private static final int WINDOWS = 20;
    private static final float TOLERANCE = 1e-5f;

    private final List<Sample> healthy = Fleet.windows(STREAMS, WINDOWS);

    private List<Sample> poisoned(float value) {
        return healthy.stream().map(sample -> poisoned(sample, value)).toList();
    }

    private static Sample poisoned(Sample sample, float value) {
        long index = sample.endMicros() / Fleet.WINDOW_MICROS - 1;
        if (!sample.streamId().equals(Fleet.name(POISONED)) || index < FROM || index >= TO) {
            return sample;
        }
        float[] values = new float[SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
        Arrays.fill(values, value);
        return Fleet.ending(POISONED, sample.endMicros(), values);
    }

    private static Results run(Setup setup, List<Sample> samples) throws Exception {
        try (AdaptRun run = setup.start()) {
            run.process(samples);
            run.harness().endInput();
            return run.results();
        }
    }

    @ParameterizedTest
    @CsvSource({"rmt, 1e30", "tent, -3.4e38", "source, 1e30"})
    void otherStreamsDoNotNoticeAndTheirResultsAreTheSameToTheBit(String method, float value) throws Exception {
        Results expected = run(Setup.of(method), healthy);
        Results found = run(Setup.of(method), poisoned(value));

        for (Results results : List.of(expected, found)) {
            results.forget(Fleet.name(POISONED));
        }
        found.assertIdentical(expected);
    }

    @ParameterizedTest
    @CsvSource({"rmt, 3.4e38", "tent, 1e30"})
    void streamsThatShareThePassStayWithinRounding(String method, float value) throws Exception {
        Setup setup = Setup.of(method).sharingPasses(STREAMS);
        Results expected = run(setup, healthy);
        Results found = run(setup, poisoned(value));

        for (Results results : List.of(expected, found)) {
            results.forget(Fleet.name(POISONED));
        }
        found.assertClose(expected, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"rmt, 1e30", "tent, -3.4e38", "alpha-bn, 1e30", "source, 3.4e38"})
    void everyWindowHasAFinitePrediction(String method, float value) throws Exception {
        Results found = run(Setup.of(method), poisoned(value));

        assertThat(found.predictions.get(Fleet.name(POISONED))).hasSize(WINDOWS).allSatisfy(prediction -> {
            assertThat(prediction.getProbabilities()).allMatch(p -> p >= 0 && p <= 1);
            assertThat(prediction.getProbabilities().stream()
                            .mapToDouble(p -> p)
                            .sum())
                    .isBetween(0.999, 1.001);
            assertThat(prediction.getEntropy()).isFinite();
        });
        assertThat(found.alerts.get(Fleet.name(POISONED)))
                .isNotEmpty()
                .allMatch(alert -> Double.isFinite(alert.getScore()));
    }

    @ParameterizedTest
    @CsvSource({"rmt, 1e30", "tent, 3.4e38"})
    void whatTheStreamHasLearnedStaysFinite(String method, float value) throws Exception {
        Results found = run(Setup.of(method), poisoned(value));

        assertThat(found.log.get(Fleet.name(POISONED)))
                .hasSize(WINDOWS / AdaptRun.BATCH)
                .allMatch(entry -> Double.isFinite(entry.getParameterDistance()))
                .allMatch(entry -> Double.isFinite(entry.getMeanEntropy()));
    }

    @ParameterizedTest
    @CsvSource({"rmt, -3.4e38", "tent, 1e30"})
    void thePoisonedStreamLearnsAgainAfterwards(String method, float value) throws Exception {
        Results found = run(Setup.of(method), poisoned(value));

        assertThat(found.log.get(Fleet.name(POISONED)))
                .filteredOn(entry -> entry.getWindowStartMicros() >= (TO + 2) * Fleet.WINDOW_MICROS)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getAction()).isEqualTo(AdaptationAction.STEP));
    }
}
