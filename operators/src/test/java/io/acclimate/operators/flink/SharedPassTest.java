// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Closed batches that wait for others to share a pass. */
class SharedPassTest {

    private static final int PER_PASS = 3;
    private static final float TOLERANCE = 1e-5f;

    private static final long LOOK_MILLIS = AdaptRun.PASS_WAIT_MILLIS / 10;

    private final Setup setup = Setup.of("rmt").sharingPasses(PER_PASS);
    private AdaptRun run;

    @BeforeEach
    void start() throws Exception {
        run = setup.start();
    }

    @AfterEach
    void stop() {
        run.close();
    }

    /** The {@code number}-th full batch of a stream. */
    private static List<Sample> batch(int stream, int number) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < AdaptRun.BATCH; i++) {
            samples.add(Fleet.window(stream, number * AdaptRun.BATCH + i));
        }
        return samples;
    }

    private long passes() {
        return run.harness().metrics.count("adapt.passes");
    }

    /** A window every millisecond of those before {@code millis}, each of a stream that sends no other. */
    private void windows(long firstMillis, long millis) throws Exception {
        for (long now = firstMillis; now < millis; now++) {
            run.harness().flink.setProcessingTime(now);
            run.process(List.of(Fleet.window(10 + (int) now, 0)));
        }
    }

    @Test
    void aClosedBatchWaitsWhileWindowsComeForThePassWaitAndNoLonger() throws Exception {
        run.process(batch(0, 0));

        windows(1, AdaptRun.PASS_WAIT_MILLIS);
        assertThat(run.log()).isEmpty();
        run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS);

        assertThat(run.log()).hasSize(1);
        assertThat(run.predictions()).hasSize(AdaptRun.BATCH);
    }

    @Test
    void aClosedBatchDoesNotWaitForWindowsThatDoNotCome() throws Exception {
        run.process(batch(0, 0));
        run.harness().flink.setProcessingTime(LOOK_MILLIS);
        assertThat(run.log()).isEmpty();

        run.harness().flink.setProcessingTime(2 * LOOK_MILLIS);

        assertThat(run.log()).hasSize(1);
    }

    @Test
    void theWaitIsCountedFromTheFirstBatchOfThePass() throws Exception {
        run.process(batch(0, 0));
        windows(1, AdaptRun.PASS_WAIT_MILLIS);
        run.process(batch(1, 0));

        run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS);

        assertThat(run.log()).hasSize(2);
        assertThat(passes()).isEqualTo(1);
    }

    @Test
    void aFullPassRunsAtOnce() throws Exception {
        run.process(batch(0, 0));
        run.process(batch(1, 0));
        assertThat(run.log()).isEmpty();

        run.process(batch(2, 0));

        assertThat(run.log()).hasSize(PER_PASS);
        assertThat(passes()).isEqualTo(1);
    }

    @Test
    void aBatchThatClosesAfterAFullPassIsServedWithinThePassWaitToo() throws Exception {
        for (int stream = 0; stream < PER_PASS; stream++) {
            run.process(batch(stream, 0));
        }
        run.harness().settle();
        run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS / 2);
        run.process(batch(0, 1));

        run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS * 3 / 2);

        assertThat(run.log()).hasSize(PER_PASS + 1);
    }

    @Test
    void theBarrierFlushesClosedBatchesAndLeavesOpenOnes() throws Exception {
        run.process(batch(0, 0));
        run.process(batch(1, 0).subList(0, 2));

        run.harness().flink.prepareSnapshotPreBarrier(1);

        assertThat(run.log())
                .extracting(AdaptationLogEntry::getStreamId, AdaptationLogEntry::getWindows)
                .containsExactly(tuple(Fleet.name(0), AdaptRun.BATCH));
    }

    @Test
    void theBarrierWaitsForPassesInFlight() throws Exception {
        for (int stream = 0; stream < 2 * PER_PASS; stream++) {
            run.process(batch(stream, 0));
        }

        run.harness().flink.prepareSnapshotPreBarrier(1);

        assertThat(run.harness().flink.extractOutputValues()).hasSize(2 * PER_PASS * AdaptRun.BATCH);
    }

    @Test
    void aBatchThatDoesNotFillAPassWaitsWhileAnotherPassIsInFlight() throws Exception {
        for (int stream = 0; stream <= PER_PASS; stream++) {
            run.process(batch(stream, 0));
        }
        run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS);
        assertThat(run.log()).hasSize(PER_PASS);

        run.harness().flink.setProcessingTime(2 * AdaptRun.PASS_WAIT_MILLIS);

        assertThat(run.log()).hasSize(PER_PASS + 1);
    }

    @Test
    void aPassThatFailsFailsTheTask() throws Exception {
        run.process(batch(0, 0));
        Sample cut = new Sample(Fleet.name(1), 0, 1, 0, new byte[Float.BYTES]);
        run.process(List.of(cut));

        assertThatThrownBy(() -> run.harness().endInput())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 4 bytes, but the model reads");
    }

    @Test
    void nothingIsEmittedTwiceOrLostByACheckpointWhileBatchesWait() throws Exception {
        run.process(batch(0, 0));
        OperatorSubtaskState state = run.harness().checkpoint();
        assertThat(run.predictions()).hasSize(AdaptRun.BATCH);
        run.close();

        run = setup.restore(state);
        run.harness().endInput();

        assertThat(run.predictions()).isEmpty();
    }

    @Test
    void aStreamsSecondBatchWaitsForItsFirst() throws Exception {
        run.process(batch(0, 0));
        run.process(batch(0, 1));
        assertThat(run.log()).extracting(AdaptationLogEntry::getStep).containsExactly(1L);

        run.harness().flink.setProcessingTime(AdaptRun.PASS_WAIT_MILLIS);

        assertThat(run.log())
                .extracting(AdaptationLogEntry::getStep, AdaptationLogEntry::getWindowEndMicros)
                .containsExactly(tuple(1L, 4 * Fleet.WINDOW_MICROS), tuple(2L, 8 * Fleet.WINDOW_MICROS));
    }

    @Test
    void batchesOfDifferentSizesGoInPassesOfTheirOwn() throws Exception {
        run.process(batch(0, 0));
        run.process(batch(1, 0).subList(0, 2));
        run.process(batch(2, 0).subList(0, 2));

        run.harness().endInput();

        assertThat(run.log())
                .extracting(AdaptationLogEntry::getStreamId, AdaptationLogEntry::getWindows)
                .containsExactlyInAnyOrder(tuple(Fleet.name(0), 4), tuple(Fleet.name(1), 2), tuple(Fleet.name(2), 2));
        assertThat(passes()).isEqualTo(2);
    }

    @Test
    void streamsThatSharePassesPredictAlmostWhatEachAloneDoes() throws Exception {
        List<Sample> samples = Fleet.windows(5, 20);
        run.process(samples);
        run.harness().endInput();

        try (AdaptRun alone = Setup.of("rmt").start()) {
            alone.process(samples);
            alone.harness().endInput();

            run.results().assertClose(alone.results(), TOLERANCE);
            assertThat(passes()).isLessThan(alone.harness().metrics.count("adapt.passes"));
        }
    }
}
