// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.control.CommandDecoder;
import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.RawRecord;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes control commands; what cannot be used goes to {@link Outputs#DEAD_LETTERS} with its provenance. Metrics: {@code
 * acclimate.control.commands}, {@code .deadLetters}.
 */
public final class ControlDecodeFunction extends ProcessFunction<RawRecord, ControlOrder> {

    private static final long serialVersionUID = 1L;

    private final SchemaStore schemas;
    private transient CommandDecoder decoder;
    private transient DeadLetters deadLetters;
    private transient Counter commands;

    /** A function that knows the writers' schemas in {@code schemas}. */
    public ControlDecodeFunction(SchemaStore schemas) {
        this.schemas = schemas;
    }

    @Override
    public void open(OpenContext context) {
        var group = getRuntimeContext().getMetricGroup().addGroup("acclimate").addGroup("control");
        decoder = new CommandDecoder(schemas);
        deadLetters = new DeadLetters(group.counter("deadLetters"));
        commands = group.counter("commands");
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<ControlOrder> out) {
        try {
            ControlOrder order = decoder.decode(record);
            commands.inc();
            out.collect(order);
        } catch (BadPacketException e) {
            context.output(Outputs.DEAD_LETTERS, deadLetters.of(record, e));
        }
    }
}
