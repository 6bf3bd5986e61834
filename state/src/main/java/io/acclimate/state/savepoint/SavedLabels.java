// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;
import io.acclimate.state.RememberedWindow;
import io.acclimate.state.VersionedSerializer;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a savepoint holds of one stream's labels.
 *
 * @param memory what the stream knows of them
 * @param head what they have taught it
 * @param windows that one may still come for
 */
public record SavedLabels(Optional<LabelMemory> memory, Optional<LabelHead> head, List<RememberedWindow> windows) {

    /** No label ever came, and none is waited for. */
    public static final SavedLabels NONE = new SavedLabels(Optional.empty(), Optional.empty(), List.of());

    /** Serializer, version 1; its bytes live within one run and are never stored. */
    static final class Serializer extends VersionedSerializer<SavedLabels> {

        private static final long serialVersionUID = 1L;

        static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(SavedLabels.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(SavedLabels labels, DataOutputView target) throws IOException {
            target.writeBoolean(labels.memory.isPresent());
            if (labels.memory.isPresent()) {
                LabelMemory.Serializer.INSTANCE.serialize(labels.memory.get(), target);
            }
            target.writeBoolean(labels.head.isPresent());
            if (labels.head.isPresent()) {
                LabelHead.Serializer.INSTANCE.serialize(labels.head.get(), target);
            }
            target.writeInt(labels.windows.size());
            for (RememberedWindow window : labels.windows) {
                RememberedWindow.Serializer.INSTANCE.serialize(window, target);
            }
        }

        @Override
        protected SavedLabels read(int version, DataInputView source) throws IOException {
            Optional<LabelMemory> memory = source.readBoolean()
                    ? Optional.of(LabelMemory.Serializer.INSTANCE.deserialize(source))
                    : Optional.empty();
            Optional<LabelHead> head = source.readBoolean()
                    ? Optional.of(LabelHead.Serializer.INSTANCE.deserialize(source))
                    : Optional.empty();
            List<RememberedWindow> windows = new ArrayList<>();
            for (int left = source.readInt(); left > 0; left--) {
                windows.add(RememberedWindow.Serializer.INSTANCE.deserialize(source));
            }
            return new SavedLabels(memory, head, windows);
        }

        @Override
        public TypeSerializerSnapshot<SavedLabels> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer to Flink. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<SavedLabels> {
            /** Made by Flink. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
