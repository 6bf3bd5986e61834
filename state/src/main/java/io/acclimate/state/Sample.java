// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * One window of one stream, ready for the model.
 *
 * @param streamId the stream
 * @param startMicros first instant of the window on the stream's own clock, microseconds
 * @param endMicros instant after the window's last one, same clock
 * @param arrivalMillis broker timestamp of the record that completed the window, milliseconds since the epoch
 * @param data the model's input as little-endian float32, row-major, of the model's input shape; for a model that is fed by
 *     event cameras, the window's events instead, as {@code EventWindow} in the operators lays them out
 * @param predicted whether its prediction has gone out already
 */
public record Sample(
        String streamId, long startMicros, long endMicros, long arrivalMillis, byte[] data, boolean predicted)
        implements StreamInput {

    private static final int WITH_PREDICTED = 2;

    /** A window that is still to be predicted. */
    public Sample(String streamId, long startMicros, long endMicros, long arrivalMillis, byte[] data) {
        this(streamId, startMicros, endMicros, arrivalMillis, data, false);
    }

    /** The same window after its prediction has gone out. */
    public Sample asPredicted() {
        return new Sample(streamId, startMicros, endMicros, arrivalMillis, data, true);
    }

    /** Type information for Flink. */
    public static final ValueTypeInfo<Sample> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Serializer, version 2; version 1 did not say whether a window was predicted: none was. */
    public static final class Serializer extends VersionedSerializer<Sample> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(Sample.class);
        }

        @Override
        protected int version() {
            return WITH_PREDICTED;
        }

        @Override
        protected void write(Sample sample, DataOutputView target) throws IOException {
            target.writeUTF(sample.streamId);
            target.writeLong(sample.startMicros);
            target.writeLong(sample.endMicros);
            target.writeLong(sample.arrivalMillis);
            writeBytes(sample.data, target);
            target.writeBoolean(sample.predicted);
        }

        @Override
        protected Sample read(int version, DataInputView source) throws IOException {
            return new Sample(
                    source.readUTF(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    readBytes(source),
                    version >= WITH_PREDICTED && source.readBoolean());
        }

        @Override
        public TypeSerializerSnapshot<Sample> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sample> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
