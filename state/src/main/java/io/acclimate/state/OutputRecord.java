// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An encoded record on its way to a topic.
 *
 * @param key record key: the stream id, so that a stream's records stay in order
 * @param value single-object encoded Avro
 * @param timestampMillis record timestamp, milliseconds since the epoch
 */
public record OutputRecord(byte[] key, byte[] value, long timestampMillis) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<OutputRecord> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** A record keyed by a stream. */
    public static OutputRecord of(String streamId, byte[] value, long timestampMillis) {
        return new OutputRecord(streamId.getBytes(StandardCharsets.UTF_8), value, timestampMillis);
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<OutputRecord> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(OutputRecord.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(OutputRecord record, DataOutputView target) throws IOException {
            writeBytes(record.key, target);
            writeBytes(record.value, target);
            target.writeLong(record.timestampMillis);
        }

        @Override
        protected OutputRecord read(int version, DataInputView source) throws IOException {
            return new OutputRecord(readBytes(source), readBytes(source), source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<OutputRecord> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<OutputRecord> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
