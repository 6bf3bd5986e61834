// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A thousand streams with few windows each. */
class ManyStreamsTest {

    private static final int STREAMS = 1000;
    private static final int ROUNDS = AdaptRun.BATCH + 1;
    private static final long SMALL = 200_000;

    @ParameterizedTest
    @EnumSource
    void everyWindowIsPredictedOnceAndNothingWaitsAfterwards(Backend backend) throws Exception {
        Setup setup = Setup.of("alpha-bn").on(backend).sharingPasses(32).caching(SMALL);
        try (AdaptRun run = setup.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    run.process(List.of(Fleet.window(stream, round)));
                }
            }
            run.harness().settle();
            assertThat(run.harness().metrics.count("adapt.batches")).isEqualTo(STREAMS / 32 * 32);

            run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS);
            run.harness().settle();
            assertThat(run.harness().metrics.count("adapt.batches")).isEqualTo(STREAMS);
            run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);

            assertThat(run.results().predictions.values())
                    .hasSize(STREAMS)
                    .allMatch(predictions -> predictions.size() == ROUNDS);
            assertThat(run.harness().flink.getProcessingTimeService().getNumActiveTimers())
                    .as("timers that wait for a window")
                    .isZero();
            assertThat((Long) run.harness().metrics.gauge("adapt.cacheBytes")).isLessThanOrEqualTo(SMALL);
        }
    }
}
