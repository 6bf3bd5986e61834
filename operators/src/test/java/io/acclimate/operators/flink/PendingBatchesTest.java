// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PendingBatchesTest {

    private static final long LATENCY = 100;
    private static final long IDLE = 10;

    private final PendingBatches pending =
            new PendingBatches(new BatchingSettings(3, LATENCY, IDLE, 1, 1, false, 1, 1));

    @Test
    void theWindowThatFillsTheBatchSaysSo() {
        assertThat(pending.add("a", 1, 0)).isFalse();
        assertThat(pending.add("a", 2, 0)).isFalse();
        assertThat(pending.add("a", 3, 0)).isTrue();
    }

    @Test
    void streamsAreCountedApart() {
        pending.add("a", 1, 0);
        pending.add("a", 2, 0);

        assertThat(pending.add("b", 3, 0)).isFalse();
        assertThat(pending.add("a", 3, 0)).isTrue();
    }

    @Test
    void aStreamWithoutWindowsHasNoBatchToClose() {
        assertThat(pending.closesBefore("a", Long.MIN_VALUE)).isFalse();
        assertThat(pending.closesBefore("a", Long.MAX_VALUE)).isFalse();
    }

    @Test
    void theLatencyCountsFromTheFirstWindow() {
        pending.add("a", 1_000, 0);
        pending.add("a", 1_050, 0);

        assertThat(pending.closesBefore("a", 1_000 + LATENCY)).isFalse();
        assertThat(pending.closesBefore("a", 1_001 + LATENCY)).isTrue();
    }

    @Test
    void aClockThatDoesNotAdvanceClosesTheBatch() {
        pending.add("a", 1_000, 0);
        pending.add("a", 1_050, 0);

        assertThat(pending.closesBefore("a", 1_050)).isTrue();
        assertThat(pending.closesBefore("a", 1_020)).isTrue();
        assertThat(pending.closesBefore("a", 1_051)).isFalse();
    }

    @Test
    void aRemovedStreamStartsANewBatch() {
        pending.add("a", 1_000, 0);
        pending.remove("a");

        assertThat(pending.isEmpty()).isTrue();
        assertThat(pending.closesBefore("a", 5)).isFalse();
        assertThat(pending.add("a", 5, 0)).isFalse();
    }

    @Test
    void silentStreamsComeInTheOrderOfTheirLastWindows() {
        pending.add("a", 1, 0);
        pending.add("b", 1, 1);
        pending.add("c", 1, 2);
        pending.add("a", 2, 3);

        assertThat(pending.idle(IDLE)).isEmpty();
        assertThat(pending.idle(IDLE + 2)).containsExactly("b", "c");
        assertThat(pending.idle(IDLE + 3)).containsExactly("b", "c", "a");
    }

    @Test
    void theIndexHoldsWaitingStreamsOnly() {
        for (int i = 0; i < 100_000; i++) {
            pending.add("stream-" + i, 1, i);
            if (i >= 1000) {
                pending.remove("stream-" + (i - 1000));
            }
        }

        assertThat(pending.streams()).hasSize(1000);
    }
}
