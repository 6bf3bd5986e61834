// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;
import io.acclimate.state.ValueTypeInfo;
import io.acclimate.state.VersionedSerializer;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a savepoint holds of one stream in the adapt operator.
 *
 * @param streamId the stream
 * @param learned what it has learned; empty before its first batch
 * @param pending windows that wait for their batch, oldest first
 * @param snapshots copies to go back to by number, oldest first
 * @param labels what it knows of labels; {@link SavedLabels#NONE} in jobs that read none
 */
public record SavedStream(
        String streamId,
        Optional<StreamState> learned,
        List<Sample> pending,
        NavigableMap<Long, StreamSnapshot> snapshots,
        SavedLabels labels) {

    /** Type information for Flink. */
    static final ValueTypeInfo<SavedStream> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Bytes of what was learned and of its copies, without waiting windows. */
    public long bytes() {
        long bytes = learned.map(StreamState::bytes).orElse(0L);
        for (StreamSnapshot snapshot : snapshots.values()) {
            bytes += snapshot.vectors().stream()
                    .mapToLong(vector -> vector.bytes().length)
                    .sum();
        }
        return bytes;
    }

    /** The waiting windows without what was learned. */
    SavedStream onlyPending() {
        return new SavedStream(streamId, Optional.empty(), pending, new TreeMap<>(), SavedLabels.NONE);
    }

    /** What was learned without the waiting windows. */
    SavedStream withoutPending() {
        return new SavedStream(streamId, learned, List.of(), snapshots, labels);
    }

    /** Serializer, version 1; its bytes live within one run and are never stored. */
    static final class Serializer extends VersionedSerializer<SavedStream> {

        private static final long serialVersionUID = 1L;

        static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(SavedStream.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(SavedStream stream, DataOutputView target) throws IOException {
            target.writeUTF(stream.streamId);
            target.writeBoolean(stream.learned.isPresent());
            if (stream.learned.isPresent()) {
                StreamState.Serializer.INSTANCE.serialize(stream.learned.get(), target);
            }
            target.writeInt(stream.pending.size());
            for (Sample sample : stream.pending) {
                Sample.Serializer.INSTANCE.serialize(sample, target);
            }
            target.writeInt(stream.snapshots.size());
            for (Map.Entry<Long, StreamSnapshot> snapshot : stream.snapshots.entrySet()) {
                target.writeLong(snapshot.getKey());
                StreamSnapshot.Serializer.INSTANCE.serialize(snapshot.getValue(), target);
            }
            SavedLabels.Serializer.INSTANCE.serialize(stream.labels, target);
        }

        @Override
        protected SavedStream read(int version, DataInputView source) throws IOException {
            String streamId = source.readUTF();
            Optional<StreamState> learned = source.readBoolean()
                    ? Optional.of(StreamState.Serializer.INSTANCE.deserialize(source))
                    : Optional.empty();
            List<Sample> pending = new ArrayList<>();
            for (int left = source.readInt(); left > 0; left--) {
                pending.add(Sample.Serializer.INSTANCE.deserialize(source));
            }
            NavigableMap<Long, StreamSnapshot> snapshots = new TreeMap<>();
            for (int left = source.readInt(); left > 0; left--) {
                snapshots.put(source.readLong(), StreamSnapshot.Serializer.INSTANCE.deserialize(source));
            }
            return new SavedStream(
                    streamId, learned, pending, snapshots, SavedLabels.Serializer.INSTANCE.deserialize(source));
        }

        @Override
        public TypeSerializerSnapshot<SavedStream> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer to Flink. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<SavedStream> {
            /** Made by Flink. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
