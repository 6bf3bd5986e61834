// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.state.EventReadings;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * Filters each camera's events and cuts them into windows, see {@link EventWindowFunction}. It is the function's own
 * operator because what it knows of its cameras stays in memory and is written when a checkpoint is taken, for all cameras at
 * once, which a function that is bound to one key cannot do.
 */
public final class EventWindowOperator extends KeyedProcessOperator<String, EventReadings, Sample> {

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

    @Override
    public void open() throws Exception {
        function().setKeysBy(this::setCurrentKey);
        super.open();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        function().writeBack();
        super.snapshotState(context);
    }

    private EventWindowFunction function() {
        return (EventWindowFunction) getUserFunction();
    }
}
