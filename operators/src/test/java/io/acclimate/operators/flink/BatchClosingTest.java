// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What makes the operator close a stream's batch. */
class BatchClosingTest {

    private final Setup setup = Setup.of("alpha-bn");
    private AdaptRun run;

    @BeforeEach
    void start() throws Exception {
        run = setup.start();
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private void ending(long... endMicros) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (long end : endMicros) {
            samples.add(Fleet.ending(0, end));
        }
        run.process(samples);
    }

    /** Numbers of windows of the batches so far. */
    private List<Integer> batches() {
        return run.log().stream().map(AdaptationLogEntry::getWindows).toList();
    }

    @Test
    void theFourthWindowClosesABatchOfFour() throws Exception {
        ending(1_000, 2_000, 3_000);
        assertThat(batches()).isEmpty();
        assertThat(run.predictions()).isEmpty();

        ending(4_000);

        assertThat(batches()).containsExactly(4);
        assertThat(run.predictions())
                .extracting(Prediction::getWindowEndMicros)
                .containsExactly(1_000L, 2_000L, 3_000L, 4_000L);
    }

    @Test
    void theLogNamesTheWindowsOfTheBatch() throws Exception {
        ending(1_000_000, 2_000_000, 3_000_000, 4_000_000);

        AdaptationLogEntry entry = run.log().get(0);

        assertThat(entry.getStreamId()).isEqualTo(Fleet.name(0));
        assertThat(entry.getWindowStartMicros()).isZero();
        assertThat(entry.getWindowEndMicros()).isEqualTo(4_000_000);
        assertThat(entry.getStep()).isEqualTo(1);
    }

    @Test
    void aWindowAtTheLatencyBoundJoinsTheBatchAndOneBeyondItClosesIt() throws Exception {
        ending(5, 5 + AdaptRun.LATENCY_MICROS);
        assertThat(batches()).isEmpty();

        ending(6 + AdaptRun.LATENCY_MICROS);

        assertThat(batches()).containsExactly(2);
        run.harness().endInput();
        assertThat(batches()).containsExactly(2, 1);
    }

    @Test
    void aClockThatGoesBackwardsClosesTheBatch() throws Exception {
        ending(9_000, 10_000, 8_000);

        assertThat(batches()).containsExactly(2);
        assertThat(run.log().get(0).getWindowEndMicros()).isEqualTo(10_000);
    }

    @Test
    void aWindowOfTheSameInstantClosesTheBatch() throws Exception {
        ending(9_000, 9_000);

        assertThat(batches()).containsExactly(1);
    }

    @Test
    void theFarthestClocksCloseBatchesToo() throws Exception {
        long farthest = 1L << 61;

        ending(-farthest, farthest, -farthest);

        assertThat(batches()).containsExactly(1, 1);
    }

    @Test
    void aStreamThatFallsSilentIsServedAfterTheIdleTimeout() throws Exception {
        ending(1_000, 2_000);

        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS - 1);
        assertThat(batches()).isEmpty();
        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);

        assertThat(batches()).containsExactly(2);
    }

    @Test
    void onlySilentStreamsAreServedAndEachWithinTwoTimeouts() throws Exception {
        ending(1_000);
        run.harness().flink.setProcessingTime(600);
        run.process(List.of(Fleet.ending(1, 1_000)));

        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);
        assertThat(run.log()).extracting(AdaptationLogEntry::getStreamId).containsExactly(Fleet.name(0));
        run.harness().flink.setProcessingTime(2 * AdaptRun.IDLE_MILLIS);

        assertThat(run.log()).extracting(AdaptationLogEntry::getStreamId).containsExactly(Fleet.name(0), Fleet.name(1));
    }

    @Test
    void aStreamThatGoesOnIsNotIdle() throws Exception {
        ending(1_000);
        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS - 1);
        ending(2_000);

        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);

        assertThat(batches()).isEmpty();
    }

    @Test
    void noTimerIsLeftWhenNoWindowWaits() throws Exception {
        ending(1_000);
        assertThat(run.harness().flink.getProcessingTimeService().getNumActiveTimers())
                .isEqualTo(1);

        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);

        assertThat(run.harness().flink.getProcessingTimeService().getNumActiveTimers())
                .isZero();
    }

    @Test
    void theIdleTimeoutStartsAnewAfterARestore() throws Exception {
        ending(1_000, 2_000);
        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS - 1);
        OperatorSubtaskState state = run.harness().checkpoint();
        run.close();

        run = setup.restore(state);
        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS - 1);
        assertThat(batches()).isEmpty();
        run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);

        assertThat(batches()).containsExactly(2);
    }

    @Test
    void aRestoredBatchClosesByTheSameClock() throws Exception {
        ending(5, 6);
        OperatorSubtaskState state = run.harness().checkpoint();
        run.close();

        run = setup.restore(state);
        ending(5 + AdaptRun.LATENCY_MICROS, 6 + AdaptRun.LATENCY_MICROS, 4);

        assertThat(run.log())
                .extracting(AdaptationLogEntry::getWindows, AdaptationLogEntry::getWindowEndMicros)
                .containsExactly(tuple(3, 5 + AdaptRun.LATENCY_MICROS), tuple(1, 6 + AdaptRun.LATENCY_MICROS));
    }

    @Test
    void theEndOfInputClosesEveryBatch() throws Exception {
        ending(1_000, 2_000);
        run.process(List.of(Fleet.ending(1, 1_000)));

        run.harness().endInput();

        assertThat(run.log())
                .extracting(AdaptationLogEntry::getStreamId, AdaptationLogEntry::getWindows)
                .containsExactlyInAnyOrder(tuple(Fleet.name(0), 2), tuple(Fleet.name(1), 1));
    }
}
