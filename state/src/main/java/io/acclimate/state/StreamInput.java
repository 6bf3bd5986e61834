// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** What reaches the adapt operator under the key of a stream: one of its windows, or the class of an earlier one. */
public sealed interface StreamInput permits Sample, WindowLabel {

    /** The stream. */
    String streamId();

    /** Type information for Flink of a stream of both. */
    ValueTypeInfo<StreamInput> ANY = ValueTypeInfo.of(AnySerializer.INSTANCE);

    /** Serializer, version 1: a byte that says which of both, and its own serializer's bytes. */
    final class AnySerializer extends VersionedSerializer<StreamInput> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final AnySerializer INSTANCE = new AnySerializer();

        private AnySerializer() {
            super(StreamInput.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(StreamInput value, DataOutputView target) throws IOException {
            boolean label = value instanceof WindowLabel;
            target.writeBoolean(label);
            if (label) {
                WindowLabel.Serializer.INSTANCE.serialize((WindowLabel) value, target);
            } else {
                Sample.Serializer.INSTANCE.serialize((Sample) value, target);
            }
        }

        @Override
        protected StreamInput read(int version, DataInputView source) throws IOException {
            return source.readBoolean()
                    ? WindowLabel.Serializer.INSTANCE.deserialize(source)
                    : Sample.Serializer.INSTANCE.deserialize(source);
        }

        @Override
        public TypeSerializerSnapshot<StreamInput> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamInput> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
