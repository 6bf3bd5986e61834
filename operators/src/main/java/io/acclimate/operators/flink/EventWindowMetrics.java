// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventOutcome;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

import java.util.HashMap;
import java.util.Map;

/**
 * Metrics of the event window operator, under {@code acclimate.window}: {@code windows}, {@code acceptedEvents}, {@code
 * reorderedEvents}, {@code lateEvents}, {@code overflowedEvents}, {@code silentWindows}, {@code clockResets}, {@code
 * clockWraps}, {@code deadLetters}; and {@code filter.NAME.droppedEvents} for every filter.
 */
final class EventWindowMetrics {

    private final MetricGroup group;
    private final Map<String, Counter> droppedBy = new HashMap<>();
    private final Counter windows;
    private final Counter accepted;
    private final Counter reordered;
    private final Counter late;
    private final Counter overflowed;
    private final Counter silent;
    private final Counter clockResets;
    private final Counter clockWraps;
    private final Counter deadLetters;

    EventWindowMetrics(MetricGroup parent) {
        group = parent.addGroup("acclimate").addGroup("window");
        windows = group.counter("windows");
        accepted = group.counter("acceptedEvents");
        reordered = group.counter("reorderedEvents");
        late = group.counter("lateEvents");
        overflowed = group.counter("overflowedEvents");
        silent = group.counter("silentWindows");
        clockResets = group.counter("clockResets");
        clockWraps = group.counter("clockWraps");
        deadLetters = group.counter("deadLetters");
    }

    Counter deadLetters() {
        return deadLetters;
    }

    /** What the filters of that name remove, of all cameras. */
    Counter droppedBy(String filter) {
        return droppedBy.computeIfAbsent(
                filter, name -> group.addGroup("filter").addGroup(name).counter("droppedEvents"));
    }

    void count(EventOutcome outcome) {
        windows.inc(outcome.windows().size());
        accepted.inc(outcome.counts().accepted());
        reordered.inc(outcome.counts().reordered());
        late.inc(outcome.counts().late());
        overflowed.inc(outcome.counts().overflowed());
        silent.inc(outcome.counts().silentWindows());
        clockResets.inc(outcome.counts().clockResets());
        clockWraps.inc(outcome.counts().clockWraps());
    }
}
