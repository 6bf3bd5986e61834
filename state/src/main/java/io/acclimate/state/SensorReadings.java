// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * One decoded packet of sensor readings, and the Kafka record that it came in. Values are finite: the decoder
 * dead-letters records that hold others.
 *
 * @param streamId the stream
 * @param timestampsMicros time of each reading on the device's own clock, microseconds, in the packet's order; at least
 *     one, any order, repetitions allowed
 * @param values the readings, row-major [readings, channels]
 * @param channels values per reading, at least 1
 * @param topic topic of the record
 * @param partition partition of the record
 * @param offset offset of the record
 * @param arrivalMillis broker timestamp of the record, milliseconds since the epoch
 */
public record SensorReadings(
        String streamId,
        long[] timestampsMicros,
        float[] values,
        int channels,
        String topic,
        int partition,
        long offset,
        long arrivalMillis) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<SensorReadings> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /**
     * Checks that the arrays fit together.
     *
     * @throws IllegalArgumentException if there is no reading, or not exactly {@code channels} values per reading
     */
    public SensorReadings {
        if (timestampsMicros.length == 0) {
            throw new IllegalArgumentException("the packet holds no reading; a packet must hold at least one");
        }
        if (channels < 1 || values.length != (long) timestampsMicros.length * channels) {
            throw new IllegalArgumentException(
                    "the packet holds %d values for %d readings of %d channels; it must hold one for each pair"
                            .formatted(values.length, timestampsMicros.length, channels));
        }
    }

    /** Number of readings in the packet. */
    public int size() {
        return timestampsMicros.length;
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<SensorReadings> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(SensorReadings.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(SensorReadings readings, DataOutputView target) throws IOException {
            target.writeUTF(readings.streamId);
            PackedArrays.writeTimestamps(readings.timestampsMicros, target);
            PackedArrays.writeFloats(readings.values, target);
            target.writeInt(readings.channels);
            target.writeUTF(readings.topic);
            target.writeInt(readings.partition);
            target.writeLong(readings.offset);
            target.writeLong(readings.arrivalMillis);
        }

        @Override
        protected SensorReadings read(int version, DataInputView source) throws IOException {
            return new SensorReadings(
                    source.readUTF(),
                    PackedArrays.readTimestamps(source),
                    PackedArrays.readFloats(source),
                    source.readInt(),
                    source.readUTF(),
                    source.readInt(),
                    source.readLong(),
                    source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<SensorReadings> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorReadings> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
