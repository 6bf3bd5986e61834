// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.DelayedLabel;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.RawRecord;
import io.acclimate.state.WindowLabel;

/** Turns a record of the topic of labels into a label that a stream can learn from. Not thread-safe. */
public final class LabelDecoder {

    private final RecordCodec<DelayedLabel> codec;
    private final int classes;
    private final int longestStreamId;

    /**
     * A decoder that knows the writers' schemas in {@code schemas}.
     *
     * @param classes of the model
     * @param longestStreamId characters that a stream id may have
     */
    public LabelDecoder(SchemaStore schemas, int classes, int longestStreamId) {
        this.codec = RecordCodec.of(DelayedLabel.class, schemas);
        this.classes = classes;
        this.longestStreamId = longestStreamId;
    }

    /**
     * Decodes and checks a label.
     *
     * @throws BadPacketException if anything about it is wrong
     */
    public WindowLabel decode(RawRecord record) throws BadPacketException {
        DelayedLabel label;
        try {
            label = codec.decode(record.value());
        } catch (UndecodableException e) {
            throw new BadPacketException(e.errorClass().name(), e.getMessage(), e.fingerprint(), null);
        }
        int length = label.getStreamId().length();
        if (length == 0 || length > longestStreamId) {
            throw new BadPacketException(
                    "BAD_STREAM_ID",
                    "the stream id has %d characters; allowed are 1 to %d".formatted(length, longestStreamId),
                    null,
                    null);
        }
        if (label.getLabel() < 0 || label.getLabel() >= classes) {
            throw new BadPacketException(
                    "WRONG_CLASS",
                    "the label is class %d, but the model has classes 0 to %d".formatted(label.getLabel(), classes - 1),
                    null,
                    label.getStreamId());
        }
        return new WindowLabel(label.getStreamId(), label.getWindowEndMicros(), label.getLabel());
    }
}
