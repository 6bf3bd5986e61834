// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.schemas.AlertStatus;

import org.apache.flink.metrics.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdaptMetricsTest {

    private static final int STREAMS = 2;
    private static final int BATCHES = 9;

    private AdaptRun run;

    @BeforeEach
    void run() throws Exception {
        run = Setup.of("tent").start();
        run.process(Fleet.windows(STREAMS, BATCHES * AdaptRun.BATCH + 1));
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private long count(String name) {
        return run.harness().metrics.count("adapt." + name);
    }

    @Test
    void theNamesAreThoseThatTheDocumentationStates() {
        assertThat(run.harness().metrics.names())
                .containsExactlyInAnyOrder(
                        "adapt.windows",
                        "adapt.batches",
                        "adapt.passes",
                        "adapt.passesInFlight",
                        "adapt.updates",
                        "adapt.skippedUpdates",
                        "adapt.alertsOpened",
                        "adapt.alertsResolved",
                        "adapt.cacheHits",
                        "adapt.cacheMisses",
                        "adapt.slowedUpdates",
                        "adapt.rollbacks",
                        "adapt.resets",
                        "adapt.freezes",
                        "adapt.evictions",
                        "adapt.labels",
                        "adapt.unusedLabels",
                        "adapt.labelTunings",
                        "adapt.labelHeadsUndone",
                        "adapt.labelRequests",
                        "adapt.loss",
                        "adapt.entropy",
                        "adapt.shiftScore",
                        "adapt.parameterDistance",
                        "adapt.cacheBytes",
                        "adapt.cachedStreams",
                        "adapt.passMillis",
                        "adapt.latencyMillis");
    }

    @Test
    void batchesWindowsAndPassesAreCounted() {
        assertThat(count("batches")).isEqualTo(STREAMS * BATCHES);
        assertThat(count("windows")).isEqualTo(STREAMS * BATCHES * AdaptRun.BATCH);
        assertThat(count("passes")).isEqualTo(STREAMS * BATCHES);
        assertThat(count("updates")).isEqualTo(STREAMS * BATCHES);
        assertThat(count("skippedUpdates")).isZero();
    }

    @Test
    void aBatchThatTeachesNothingCountsAsSkipped() throws Exception {
        run.harness().endInput();

        assertThat(count("skippedUpdates")).isEqualTo(STREAMS);
        assertThat(count("updates")).isEqualTo(STREAMS * BATCHES);
    }

    @Test
    void theFirstBatchOfAStreamMissesTheCache() {
        assertThat(count("cacheMisses")).isEqualTo(STREAMS);
        assertThat(count("cacheHits")).isEqualTo(STREAMS * (BATCHES - 1));
    }

    @Test
    void alertsAreCountedAsTheyAreSent() {
        long changes = run.alerts().stream()
                .filter(alert -> alert.getStatus() != AlertStatus.UPDATED)
                .count();
        assertThat(count("alertsOpened") + count("alertsResolved"))
                .isEqualTo(changes)
                .isPositive();
    }

    @Test
    void gaugesAndHistogramsShowTheLatest() {
        assertThat((Double) run.harness().metrics.gauge("adapt.loss")).isPositive();
        assertThat((Double) run.harness().metrics.gauge("adapt.parameterDistance"))
                .isPositive();
        assertThat(((Histogram) run.harness().metrics.get("adapt.latencyMillis")).getCount())
                .isEqualTo(count("windows"));
        assertThat(((Histogram) run.harness().metrics.get("adapt.passMillis")).getCount())
                .isEqualTo(count("passes"));
    }
}
