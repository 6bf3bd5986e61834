// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventOutcome;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.EventWindowAssembler;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.Sample;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.io.IOException;

/**
 * Cuts each camera's events into windows; packets without a place in their stream go to dead letters. A camera that has
 * been silent for the idle timeout of processing time gets its unfinished windows completed, as do all cameras at the end
 * of a bounded input.
 */
public final class EventWindowFunction extends KeyedProcessFunction<String, EventReadings, Sample> {

    private static final long serialVersionUID = 1L;

    /** Event time stands still until the end of the input, which is later than this. */
    private static final long END_OF_INPUT = Long.MAX_VALUE - 1;

    private final EventWindowSpec spec;
    private final long idleTimeoutMillis;
    private transient EventWindowAssembler assembler;
    private transient StateManager state;
    private transient EventWindowMetrics metrics;
    private transient DeadLetters deadLetters;

    /**
     * A function that makes windows as {@code spec} says.
     *
     * @param idleTimeoutMillis processing time without a packet after which unfinished windows are completed, at least 1
     */
    public EventWindowFunction(EventWindowSpec spec, long idleTimeoutMillis) {
        this.spec = spec;
        this.idleTimeoutMillis = idleTimeoutMillis;
    }

    @Override
    public void open(OpenContext context) {
        assembler = new EventWindowAssembler(spec);
        state = new StateManager();
        metrics = new EventWindowMetrics(getRuntimeContext().getMetricGroup());
        deadLetters = new DeadLetters(metrics.deadLetters());
    }

    @Override
    public void processElement(EventReadings packet, Context context, Collector<Sample> out) throws IOException {
        EventOutcome outcome = assembler.add(state.get(), packet);
        long now = context.timerService().currentProcessingTime();
        state.put(outcome.state().touched(now));
        setTimers(context, now);
        metrics.count(outcome);
        emit(outcome, packet.streamId(), packet.arrivalMillis(), out);
        outcome.deadLetter().ifPresent(fault -> context.output(Outputs.DEAD_LETTERS, deadLetters.of(packet, fault)));
    }

    /** On a grid, so that a camera has two timers at most, however many packets it sends. */
    private void setTimers(Context context, long now) {
        long next = (now / idleTimeoutMillis + 2) * idleTimeoutMillis;
        context.timerService().registerProcessingTimeTimer(next);
        context.timerService().registerEventTimeTimer(END_OF_INPUT);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Sample> out) throws IOException {
        EventWindowBuffer buffer = state.get();
        boolean silent = context.timeDomain() == TimeDomain.EVENT_TIME
                || buffer.touchedMillis() + idleTimeoutMillis <= timestamp;
        if (silent && buffer.size() > 0) {
            EventOutcome outcome = assembler.flush(buffer);
            state.put(outcome.state());
            metrics.count(outcome);
            emit(outcome, context.getCurrentKey(), buffer.touchedMillis(), out);
        }
    }

    private static void emit(EventOutcome outcome, String streamId, long arrivalMillis, Collector<Sample> out) {
        for (EventWindow window : outcome.windows()) {
            out.collect(new Sample(streamId, window.startMicros(), window.endMicros(), arrivalMillis, window.data()));
        }
    }

    /**
     * All state of this operator: {@code event-buffer}, a value per stream, bounded by {@link
     * EventWindowSpec#maxEvents()}; and two timers.
     */
    private final class StateManager {

        private final ValueState<EventWindowBuffer> buffer =
                getRuntimeContext().getState(new ValueStateDescriptor<>("event-buffer", EventWindowBuffer.TYPE));

        EventWindowBuffer get() throws IOException {
            EventWindowBuffer stored = buffer.value();
            return stored == null ? EventWindowBuffer.EMPTY : stored;
        }

        void put(EventWindowBuffer value) throws IOException {
            buffer.update(value);
        }
    }
}
