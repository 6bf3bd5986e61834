// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * The true class of a window, known late.
 *
 * @param streamId the stream
 * @param endMicros the window's end as its prediction states it, on the stream's own clock
 * @param label index of the class
 */
public record WindowLabel(String streamId, long endMicros, int label) implements StreamInput {

    /** Type information for Flink. */
    public static final ValueTypeInfo<WindowLabel> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<WindowLabel> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(WindowLabel.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(WindowLabel value, DataOutputView target) throws IOException {
            target.writeUTF(value.streamId);
            target.writeLong(value.endMicros);
            target.writeInt(value.label);
        }

        @Override
        protected WindowLabel read(int version, DataInputView source) throws IOException {
            return new WindowLabel(source.readUTF(), source.readLong(), source.readInt());
        }

        @Override
        public TypeSerializerSnapshot<WindowLabel> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<WindowLabel> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
