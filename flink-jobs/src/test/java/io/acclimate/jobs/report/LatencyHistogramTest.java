// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void percentilesOfSmallValuesAreExactByNearestRank() {
        for (int i = 1; i <= 100; i++) {
            histogram.add(i);
        }
        assertThat(histogram.summary()).isEqualTo(new LatencySummary(100, 50, 95, 99, 100));
    }

    @Test
    void oneValueIsEveryPercentile() {
        histogram.add(123_456);
        assertThat(histogram.summary()).isEqualTo(new LatencySummary(1, 123_456, 123_456, 123_456, 123_456));
    }

    @Test
    void unknownLatenciesAreLeftOut() {
        histogram.add(-1);
        histogram.add(0);
        assertThat(histogram.summary()).isEqualTo(new LatencySummary(1, 0, 0, 0, 0));
    }

    @Test
    void extremeValuesFit() {
        histogram.add(Long.MAX_VALUE);
        histogram.add(1L << 40);
        assertThat(histogram.summary().maxMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.summary().p50Millis()).isBetween(1L << 40, (1L << 40) + (1L << 34));
    }

    @Test
    void percentilesAreNeverBelowTheTruthAndAtMostASixtyFourthAbove() {
        SplittableRandom random = new SplittableRandom(5);
        long[] values = random.doubles(20_000)
                .mapToLong(uniform -> Math.round(Math.exp(12 * uniform)))
                .toArray();
        Arrays.stream(values).forEach(histogram::add);
        Arrays.sort(values);
        LatencySummary summary = histogram.summary();
        long[] found = {summary.p50Millis(), summary.p95Millis(), summary.p99Millis()};
        long[] truth = {values[9_999], values[18_999], values[19_799]};
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isBetween((double) truth[i], truth[i] * (1 + 1 / 64.0));
        }
    }
}
