// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.state.EventReadings;

/** Filters each camera's events and cuts them into windows, see {@link EventWindowFunction}. */
public final class EventWindowOperator extends WindowOperator<EventReadings> {

    private static final long serialVersionUID = 1L;

    /**
     * An operator that makes windows as {@code spec} says of what {@code filters} leave.
     *
     * @param idleTimeoutMillis processing time without a packet after which unfinished windows are completed, at least 1
     * @param cacheBytes memory for unfinished windows, and as much for what filters remember; beyond it, that of the
     *     cameras that were silent longest is written to state
     */
    public EventWindowOperator(EventWindowSpec spec, EventFilterSpec filters, long idleTimeoutMillis, long cacheBytes) {
        super(new EventWindowFunction(spec, filters, idleTimeoutMillis, cacheBytes));
    }
}
