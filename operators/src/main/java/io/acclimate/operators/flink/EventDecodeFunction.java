// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventLimits;
import io.acclimate.operators.events.EventPacketDecoder;
import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.EventReadings;
import io.acclimate.state.RawRecord;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes records into camera events; what cannot be used goes to {@link Outputs#DEAD_LETTERS} with its provenance.
 * Metrics: {@code acclimate.decode.packets}, {@code .events}, {@code .deadLetters}.
 */
public final class EventDecodeFunction extends ProcessFunction<RawRecord, EventReadings> {

    private static final long serialVersionUID = 1L;

    private final SchemaStore schemas;
    private final EventLimits limits;
    private transient EventPacketDecoder decoder;
    private transient DeadLetters deadLetters;
    private transient Counter packets;
    private transient Counter events;

    /** A function that knows the writers' schemas in {@code schemas}. */
    public EventDecodeFunction(SchemaStore schemas, EventLimits limits) {
        this.schemas = schemas;
        this.limits = limits;
    }

    @Override
    public void open(OpenContext context) {
        var group = getRuntimeContext().getMetricGroup().addGroup("acclimate").addGroup("decode");
        decoder = new EventPacketDecoder(schemas, limits);
        deadLetters = new DeadLetters(group.counter("deadLetters"));
        packets = group.counter("packets");
        events = group.counter("events");
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<EventReadings> out) {
        try {
            EventReadings decoded = decoder.decode(record);
            packets.inc();
            events.inc(decoded.size());
            out.collect(decoded);
        } catch (BadPacketException e) {
            context.output(Outputs.DEAD_LETTERS, deadLetters.of(record, e));
        }
    }
}
