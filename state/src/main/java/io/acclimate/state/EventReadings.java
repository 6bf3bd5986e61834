// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * One decoded packet of camera events, and the Kafka record that it came in.
 *
 * @param streamId the stream
 * @param width columns of the sensor
 * @param height rows of the sensor
 * @param startMicros instant on the device's own clock that the events' offsets count from, microseconds
 * @param events at least one event, 8 bytes each as {@link PackedEvents} lays them out, in order of time
 * @param topic topic of the record
 * @param partition partition of the record
 * @param offset offset of the record
 * @param arrivalMillis broker timestamp of the record, milliseconds since the epoch
 */
public record EventReadings(
        String streamId,
        int width,
        int height,
        long startMicros,
        byte[] events,
        String topic,
        int partition,
        long offset,
        long arrivalMillis) {

    /** Type information for Flink. */
    public static final ValueTypeInfo<EventReadings> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /**
     * Checks that there are whole events.
     *
     * @throws IllegalArgumentException if there is none, or a part of one
     */
    public EventReadings {
        if (events.length == 0 || events.length % PackedEvents.BYTES != 0) {
            throw new IllegalArgumentException("the packet holds %d bytes of events; it must hold a multiple of %d"
                    .formatted(events.length, PackedEvents.BYTES));
        }
    }

    /** Number of events in the packet. */
    public int size() {
        return events.length / PackedEvents.BYTES;
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<EventReadings> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(EventReadings.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(EventReadings packet, DataOutputView target) throws IOException {
            target.writeUTF(packet.streamId);
            target.writeInt(packet.width);
            target.writeInt(packet.height);
            target.writeLong(packet.startMicros);
            writeBytes(packet.events, target);
            target.writeUTF(packet.topic);
            target.writeInt(packet.partition);
            target.writeLong(packet.offset);
            target.writeLong(packet.arrivalMillis);
        }

        @Override
        protected EventReadings read(int version, DataInputView source) throws IOException {
            return new EventReadings(
                    source.readUTF(),
                    source.readInt(),
                    source.readInt(),
                    source.readLong(),
                    readBytes(source),
                    source.readUTF(),
                    source.readInt(),
                    source.readLong(),
                    source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<EventReadings> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<EventReadings> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
