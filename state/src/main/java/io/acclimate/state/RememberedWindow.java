// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * What is kept of a predicted window, so that a late label can still teach something.
 *
 * @param startMicros first instant of the window on the stream's own clock, microseconds
 * @param endMicros instant after the window's last one, same clock
 * @param features that the frozen source model predicts from; they do not change when the stream adapts
 * @param probabilities of the adapted model, before the label head
 */
public record RememberedWindow(long startMicros, long endMicros, float[] features, float[] probabilities) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<RememberedWindow> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<RememberedWindow> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(RememberedWindow.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(RememberedWindow value, DataOutputView target) throws IOException {
            target.writeLong(value.startMicros);
            target.writeLong(value.endMicros);
            writeFloats(value.features, target);
            writeFloats(value.probabilities, target);
        }

        @Override
        protected RememberedWindow read(int version, DataInputView source) throws IOException {
            return new RememberedWindow(source.readLong(), source.readLong(), readFloats(source), readFloats(source));
        }

        @Override
        public TypeSerializerSnapshot<RememberedWindow> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<RememberedWindow> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
