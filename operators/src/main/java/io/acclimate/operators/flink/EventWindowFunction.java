// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventOutcome;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.EventWindowAssembler;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.state.EventFilterState;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.Sample;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Filters each camera's events and cuts them into windows; packets without a place in their stream go to dead letters. A
 * camera that has been silent for the idle timeout of processing time, while no packets wait ({@link Backlog}), gets its
 * unfinished windows completed, as do all cameras at the end of a bounded input.
 */
final class EventWindowFunction extends WindowingFunction<EventReadings> {

    private static final long serialVersionUID = 1L;

    /** Event time stands still until the end of the input, which is later than this. */
    private static final long END_OF_INPUT = Long.MAX_VALUE - 1;

    private final EventWindowSpec spec;
    private final EventFilterSpec filterSpec;
    private final long idleTimeoutMillis;
    private final long cacheBytes;
    private transient EventWindowAssembler assembler;
    private transient StateManager state;
    private transient EventWindowMetrics metrics;
    private transient DeadLetters deadLetters;
    private transient Optional<CameraFilters> filters;
    private transient Backlog backlog;

    /** As {@link EventWindowOperator} says. */
    EventWindowFunction(EventWindowSpec spec, EventFilterSpec filterSpec, long idleTimeoutMillis, long cacheBytes) {
        this.spec = spec;
        this.filterSpec = filterSpec;
        this.idleTimeoutMillis = idleTimeoutMillis;
        this.cacheBytes = cacheBytes;
    }

    @Override
    public void open(OpenContext context) {
        assembler = new EventWindowAssembler(spec);
        state = new StateManager();
        metrics = new EventWindowMetrics(getRuntimeContext().getMetricGroup());
        deadLetters = new DeadLetters(metrics.deadLetters());
        backlog = new Backlog(idleTimeoutMillis);
        filters = filterSpec.isEmpty() ? Optional.empty() : Optional.of(cameraFilters());
    }

    private CameraFilters cameraFilters() {
        return new CameraFilters(
                filterSpec,
                state.filters(),
                keys(),
                cacheBytes,
                filterSpec.names().stream().map(metrics::droppedBy).toList());
    }

    @Override
    public void processElement(EventReadings packet, Context context, Collector<Sample> out) throws IOException {
        String streamId = packet.streamId();
        EventOutcome outcome =
                filters.isPresent() ? filtered(filters.get(), packet) : assembler.add(state.get(streamId), packet);
        long now = context.timerService().currentProcessingTime();
        state.put(streamId, outcome.state().touched(now));
        setTimers(context, now);
        metrics.count(outcome);
        emit(outcome, streamId, packet.arrivalMillis(), out);
        outcome.deadLetter().ifPresent(fault -> context.output(Outputs.DEAD_LETTERS, deadLetters.of(packet, fault)));
        backlog.done(packet.arrivalMillis(), context.timerService().currentProcessingTime());
    }

    private EventOutcome filtered(CameraFilters cameras, EventReadings packet) throws IOException {
        Consumer<EventBuffer> filter = cameras.of(packet.streamId());
        return assembler.addFiltered(state.get(packet.streamId()), packet, filter);
    }

    @Override
    void writeBack() throws IOException {
        state.flush();
        if (filters.isPresent()) {
            filters.get().flush();
        }
    }

    /** On a grid, so that a camera has two timers at most, however many packets it sends. */
    private void setTimers(Context context, long now) {
        long next = (now / idleTimeoutMillis + 2) * idleTimeoutMillis;
        context.timerService().registerProcessingTimeTimer(next);
        context.timerService().registerEventTimeTimer(END_OF_INPUT);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Sample> out) throws IOException {
        EventWindowBuffer buffer = state.get(context.getCurrentKey());
        boolean ended = context.timeDomain() == TimeDomain.EVENT_TIME;
        if (buffer.size() == 0 || !ended && buffer.touchedMillis() + idleTimeoutMillis > timestamp) {
            return;
        }
        long now = context.timerService().currentProcessingTime();
        if (ended || backlog.isEmpty(now)) {
            EventOutcome outcome = assembler.flush(buffer);
            state.put(context.getCurrentKey(), outcome.state());
            metrics.count(outcome);
            emit(outcome, context.getCurrentKey(), buffer.touchedMillis(), out);
        } else {
            context.timerService().registerProcessingTimeTimer((now / idleTimeoutMillis + 1) * idleTimeoutMillis);
        }
    }

    private static void emit(EventOutcome outcome, String streamId, long arrivalMillis, Collector<Sample> out) {
        for (EventWindow window : outcome.windows()) {
            out.collect(new Sample(streamId, window.startMicros(), window.endMicros(), arrivalMillis, window.data()));
        }
    }

    /**
     * All state of this operator: {@code event-buffer}, a value per stream, bounded by {@link
     * EventWindowSpec#maxEvents()}; with filters {@code event-filters}, a value per stream, bounded by the pixels of the
     * sensor; and two timers. Every packet changes both values, so they stay in memory until a checkpoint.
     */
    private final class StateManager {

        private final WrittenBack<EventWindowBuffer, EventWindowBuffer> buffers = new WrittenBack<>(
                getRuntimeContext().getState(new ValueStateDescriptor<>("event-buffer", EventWindowBuffer.TYPE)),
                keys(),
                cacheBytes,
                buffer -> buffer.events().length,
                buffer -> buffer);

        EventWindowBuffer get(String streamId) throws IOException {
            return buffers.get(streamId, stored -> stored == null ? EventWindowBuffer.EMPTY : stored);
        }

        void put(String streamId, EventWindowBuffer value) throws IOException {
            buffers.put(streamId, value);
        }

        void flush() throws IOException {
            buffers.flush();
        }

        /** Registered once there are filters, so that a job without any is as it was. */
        ValueState<EventFilterState> filters() {
            return getRuntimeContext().getState(new ValueStateDescriptor<>("event-filters", EventFilterState.TYPE));
        }
    }
}
