// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * What the filters of one event camera remember. Growth bound: the pixels of the sensor, at most 16 bytes each for every
 * filter (see {@code EventFilter.state()} in the operators).
 *
 * @param settings the sensor and the filters that the bytes are of; others begin afresh
 * @param bytes what the filters wrote, with a version of their own
 */
public record EventFilterState(String settings, byte[] bytes) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<EventFilterState> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<EventFilterState> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(EventFilterState.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(EventFilterState state, DataOutputView target) throws IOException {
            target.writeUTF(state.settings);
            writeBytes(state.bytes, target);
        }

        @Override
        protected EventFilterState read(int version, DataInputView source) throws IOException {
            return new EventFilterState(source.readUTF(), readBytes(source));
        }

        @Override
        public TypeSerializerSnapshot<EventFilterState> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<EventFilterState> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
