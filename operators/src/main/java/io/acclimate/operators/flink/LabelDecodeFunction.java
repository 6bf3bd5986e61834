// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.labels.LabelDecoder;
import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.RawRecord;
import io.acclimate.state.StreamInput;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes labels that come late; what cannot be used goes to {@link Outputs#DEAD_LETTERS} with its provenance. Metrics:
 * {@code acclimate.labels.labels}, {@code .deadLetters}.
 */
public final class LabelDecodeFunction extends ProcessFunction<RawRecord, StreamInput> {

    private static final long serialVersionUID = 1L;

    private final SchemaStore schemas;
    private final int classes;
    private final int longestStreamId;
    private transient LabelDecoder decoder;
    private transient DeadLetters deadLetters;
    private transient Counter labels;

    /**
     * A function that knows the writers' schemas in {@code schemas}.
     *
     * @param classes of the model
     * @param longestStreamId characters that a stream id may have
     */
    public LabelDecodeFunction(SchemaStore schemas, int classes, int longestStreamId) {
        this.schemas = schemas;
        this.classes = classes;
        this.longestStreamId = longestStreamId;
    }

    @Override
    public void open(OpenContext context) {
        var group = getRuntimeContext().getMetricGroup().addGroup("acclimate").addGroup("labels");
        decoder = new LabelDecoder(schemas, classes, longestStreamId);
        deadLetters = new DeadLetters(group.counter("deadLetters"));
        labels = group.counter("labels");
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<StreamInput> out) {
        try {
            StreamInput label = decoder.decode(record);
            labels.inc();
            out.collect(label);
        } catch (BadPacketException e) {
            context.output(Outputs.DEAD_LETTERS, deadLetters.of(record, e));
        }
    }
}
