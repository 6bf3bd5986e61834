// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.Outcome;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Metrics of the window operator, under {@code acclimate.window}: {@code windows}, {@code duplicateReadings}, {@code
 * lateReadings}, {@code overflowedReadings}, {@code lostWindows}, {@code clockResets}, {@code deadLetters}.
 */
final class WindowMetrics {

    private final Counter windows;
    private final Counter duplicates;
    private final Counter late;
    private final Counter overflowed;
    private final Counter lost;
    private final Counter clockResets;
    private final Counter deadLetters;

    WindowMetrics(MetricGroup parent) {
        MetricGroup group = parent.addGroup("acclimate").addGroup("window");
        windows = group.counter("windows");
        duplicates = group.counter("duplicateReadings");
        late = group.counter("lateReadings");
        overflowed = group.counter("overflowedReadings");
        lost = group.counter("lostWindows");
        clockResets = group.counter("clockResets");
        deadLetters = group.counter("deadLetters");
    }

    Counter deadLetters() {
        return deadLetters;
    }

    void count(Outcome outcome) {
        windows.inc(outcome.windows().size());
        duplicates.inc(outcome.counts().duplicates());
        late.inc(outcome.counts().late());
        overflowed.inc(outcome.counts().overflowed());
        lost.inc(outcome.counts().lostWindows());
        clockResets.inc(outcome.counts().clockResets());
    }
}
