// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.filter.EventFilter;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.events.filter.FilterChain;
import io.acclimate.state.EventFilterState;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The filters of a subtask's cameras. What they remember is megabytes for a large sensor, so it stays in memory and is
 * written to keyed state on checkpoint and on eviction only. A state of other filters, or of another sensor, is given up:
 * the camera's filters begin afresh, as for a new one.
 */
final class CameraFilters {

    private final EventFilterSpec spec;
    private final List<Counter> dropped;
    private final WrittenBack<FilterChain, EventFilterState> chains;

    /**
     * Filters whose cameras are those of the present key.
     *
     * @param keys sets the key of {@code state}
     * @param maxBytes bound on the memory of all filters; a single camera may exceed it
     * @param dropped counts what each filter removes
     */
    CameraFilters(
            EventFilterSpec spec,
            ValueState<EventFilterState> state,
            Consumer<String> keys,
            long maxBytes,
            List<Counter> dropped) {
        this.spec = spec;
        this.dropped = dropped;
        this.chains = new WrittenBack<>(
                state, keys, maxBytes, FilterChain::bytes, chain -> new EventFilterState(spec.text(), chain.state()));
    }

    /** What filters the events of the camera that is the present key; for use before the next camera's. */
    Consumer<EventBuffer> of(String streamId) throws IOException {
        FilterChain chain = chains.get(streamId, this::restored);
        chains.put(streamId, chain);
        return events -> apply(chain, events);
    }

    private FilterChain restored(EventFilterState stored) {
        FilterChain chain = spec.chain();
        if (stored != null && stored.settings().equals(spec.text())) {
            chain.restore(stored.bytes());
        }
        return chain;
    }

    private void apply(FilterChain chain, EventBuffer events) {
        for (int i = 0; i < dropped.size(); i++) {
            EventFilter filter = chain.filters().get(i);
            long before = filter.dropped();
            filter.apply(events);
            dropped.get(i).inc(filter.dropped() - before);
        }
    }

    /** Writes what has changed, so that keyed state lacks nothing. */
    void flush() throws IOException {
        chains.flush();
    }
}
