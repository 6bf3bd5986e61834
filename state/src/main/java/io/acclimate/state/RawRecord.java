// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * A Kafka record as it came, with where it came from.
 *
 * @param topic topic
 * @param partition partition
 * @param offset offset
 * @param timestampMillis broker or producer timestamp, milliseconds since the epoch
 * @param key key; empty if there is none
 * @param value value; empty if there is none
 */
public record RawRecord(String topic, int partition, long offset, long timestampMillis, byte[] key, byte[] value) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<RawRecord> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<RawRecord> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(RawRecord.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(RawRecord record, DataOutputView target) throws IOException {
            target.writeUTF(record.topic);
            target.writeInt(record.partition);
            target.writeLong(record.offset);
            target.writeLong(record.timestampMillis);
            writeBytes(record.key, target);
            writeBytes(record.value, target);
        }

        @Override
        protected RawRecord read(int version, DataInputView source) throws IOException {
            return new RawRecord(
                    source.readUTF(),
                    source.readInt(),
                    source.readLong(),
                    source.readLong(),
                    readBytes(source),
                    readBytes(source));
        }

        @Override
        public TypeSerializerSnapshot<RawRecord> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawRecord> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
