// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.List;

/**
 * A copy of what one stream had learned at one step, to go back to.
 *
 * @param reason why it was taken
 * @param pinned whether it is kept until the stream is gone
 * @param steps adaptation batches that the stream had seen
 * @param updates optimizer steps that it had made; fixes, with the seed, its random draws
 * @param endMicros end of the last window before the copy, on the stream's own clock
 * @param vectors the method's vectors
 */
public record StreamSnapshot(
        Reason reason, boolean pinned, long steps, long updates, long endMicros, List<NamedTensor> vectors) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<StreamSnapshot> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Why a snapshot was taken. The order is part of the serialized form: add at the end only. */
    public enum Reason {
        /** The guard had nothing to say against the stream for a while. */
        HEALTHY,
        /** A shift alert opened: adaptation is about to change much. */
        SHIFT,
        /** The stream was about to be rolled back or reset, which can be undone with this. */
        BEFORE_UNDO,
        /** An operator asked for it. */
        COMMAND,
        /** The stream had settled in a state to which it may return. */
        REGIME
    }

    /** The same snapshot, kept for good. */
    public StreamSnapshot pin() {
        return new StreamSnapshot(reason, true, steps, updates, endMicros, vectors);
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<StreamSnapshot> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(StreamSnapshot.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(StreamSnapshot snapshot, DataOutputView target) throws IOException {
            target.writeByte(snapshot.reason.ordinal());
            target.writeBoolean(snapshot.pinned);
            target.writeLong(snapshot.steps);
            target.writeLong(snapshot.updates);
            target.writeLong(snapshot.endMicros);
            writeTensors(snapshot.vectors, target);
        }

        @Override
        protected StreamSnapshot read(int version, DataInputView source) throws IOException {
            return new StreamSnapshot(
                    Reason.values()[source.readUnsignedByte()],
                    source.readBoolean(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    readTensors(source));
        }

        @Override
        public TypeSerializerSnapshot<StreamSnapshot> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamSnapshot> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
