// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * What one stream's windowing remembers between two packets: the readings that a later window, or the recognition of a
 * duplicate, may still need. Growth bound: the number of readings is limited by whoever fills the buffer (see {@code
 * WindowSpec.maxBufferedReadings()} in the operators), never by the input.
 *
 * <p>The next window is remembered as an instant, not as a number, so that a job restarted with another window length
 * or stride goes on from the same place in time.
 *
 * @param timestampsMicros times of the readings on the stream's own clock, microseconds, strictly increasing
 * @param values their values, row-major [readings, channels]
 * @param nextStartMicros the next window starts at this instant or later; {@link #NONE} before the first start is fixed
 * @param highestMicros the newest timestamp accepted so far, microseconds; {@link #NONE} before the first reading
 * @param jumpCandidateMicros newest timestamp of the last packet, if that packet was dropped because its clock had
 *     jumped; otherwise {@link #NONE}
 */
public record SensorBuffer(
        long[] timestampsMicros, float[] values, long nextStartMicros, long highestMicros, long jumpCandidateMicros) {

    /** Stands for an instant that is not known yet; no valid timestamp has this value. */
    public static final long NONE = Long.MIN_VALUE;

    /** The buffer of a stream that has sent nothing yet. */
    public static final SensorBuffer EMPTY = new SensorBuffer(new long[0], new float[0], NONE, NONE, NONE);

    /** Type information for Flink. */
    public static final ValueTypeInfo<SensorBuffer> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Number of buffered readings. */
    public int size() {
        return timestampsMicros.length;
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<SensorBuffer> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(SensorBuffer.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(SensorBuffer buffer, DataOutputView target) throws IOException {
            PackedArrays.writeTimestamps(buffer.timestampsMicros, target);
            PackedArrays.writeFloats(buffer.values, target);
            target.writeLong(buffer.nextStartMicros);
            target.writeLong(buffer.highestMicros);
            target.writeLong(buffer.jumpCandidateMicros);
        }

        @Override
        protected SensorBuffer read(int version, DataInputView source) throws IOException {
            return new SensorBuffer(
                    PackedArrays.readTimestamps(source),
                    PackedArrays.readFloats(source),
                    source.readLong(),
                    source.readLong(),
                    source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<SensorBuffer> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorBuffer> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
