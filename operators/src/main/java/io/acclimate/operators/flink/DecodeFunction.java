// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.operators.sensors.InputLimits;
import io.acclimate.operators.sensors.PacketDecoder;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes records into readings; what cannot be used goes to {@link Outputs#DEAD_LETTERS} with its provenance. Metrics:
 * {@code acclimate.decode.packets}, {@code .readings}, {@code .deadLetters}.
 */
public final class DecodeFunction extends ProcessFunction<RawRecord, SensorReadings> {

    private static final long serialVersionUID = 1L;

    private final SchemaStore schemas;
    private final InputLimits limits;
    private transient PacketDecoder decoder;
    private transient DeadLetters deadLetters;
    private transient Counter packets;
    private transient Counter readings;

    /** A function that knows the writers' schemas in {@code schemas}. */
    public DecodeFunction(SchemaStore schemas, InputLimits limits) {
        this.schemas = schemas;
        this.limits = limits;
    }

    @Override
    public void open(OpenContext context) {
        var group = getRuntimeContext().getMetricGroup().addGroup("acclimate").addGroup("decode");
        decoder = new PacketDecoder(schemas, limits);
        deadLetters = new DeadLetters(group.counter("deadLetters"));
        packets = group.counter("packets");
        readings = group.counter("readings");
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<SensorReadings> out) {
        try {
            SensorReadings decoded = decoder.decode(record);
            packets.inc();
            readings.inc(decoded.size());
            out.collect(decoded);
        } catch (BadPacketException e) {
            context.output(Outputs.DEAD_LETTERS, deadLetters.of(record, e));
        }
    }
}
