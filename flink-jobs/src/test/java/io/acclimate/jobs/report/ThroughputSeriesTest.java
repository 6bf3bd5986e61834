// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ThroughputSeriesTest {

    private final ThroughputSeries series = new ThroughputSeries();

    @Test
    void countsWindowsPerSecond() {
        for (long millis : new long[] {0, 400, 999, 1000, 3500}) {
            series.add(millis);
        }
        Throughput throughput = series.throughput(3500);
        assertThat(throughput.windows()).containsExactly(3L, 1L, 0L, 1L);
        assertThat(throughput.binSeconds()).isEqualTo(1);
        assertThat(throughput.meanPerSecond()).isEqualTo(5 / 3.5);
    }

    @Test
    void binsDoubleTheirWidthWhenTimeRunsOut() {
        for (int second = 0; second < 1500; second++) {
            series.add(second * 1000L);
        }
        Throughput throughput = series.throughput(1_500_000);
        assertThat(throughput.binSeconds()).isEqualTo(4);
        assertThat(throughput.windows()).isEqualTo(Collections.nCopies(375, 4L));
    }

    @Test
    void recentRateIsThatOfTheLastTenCompleteBinsUpToNow() {
        for (int i = 0; i < 100; i++) {
            series.add(i < 50 ? 500 : 20_500);
        }
        assertThat(series.throughput(900).recentPerSecond()).isEqualTo(0);
        assertThat(series.throughput(21_000).recentPerSecond()).isEqualTo(5);
        assertThat(series.throughput(40_000).recentPerSecond()).isZero();
    }

    @Test
    void theFirstSecondIsCountedWhileThereIsNoCompleteBin() {
        List.of(0L, 100L, 200L).forEach(series::add);
        assertThat(series.throughput(300).recentPerSecond()).isEqualTo(3);
    }

    @Test
    void aClockThatRunsBackwardsStandsStill() {
        series.add(2000);
        series.add(-5000);
        assertThat(series.throughput(2000).windows()).containsExactly(0L, 0L, 2L);
    }
}
