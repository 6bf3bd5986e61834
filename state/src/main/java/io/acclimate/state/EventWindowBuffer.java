// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * What one event camera's windowing remembers between two packets. Times are on the stream's clock: the sensor's own one
 * without its wraps. Growth bound: the number of events is limited by whoever fills the buffer (see {@code
 * EventWindowSpec.maxEvents()} in the operators), never by the input.
 *
 * @param events events of unfinished windows in order of time, as {@link PackedEvents}; their times count from {@code
 *     originMicros}
 * @param originMicros what lies before this instant is final; {@link #NONE} before the first event
 * @param highestMicros time of the newest event, microseconds; {@link #NONE} before the first event
 * @param loopMicros what the wraps so far add to the sensor's clock, microseconds
 * @param hostOffsetMicros what turns the stream's clock into host time, microseconds since the epoch; from the arrival of
 *     the clock's first packet
 * @param jumpCandidateMicros newest time of the last packet, if that packet was dropped because its clock had jumped;
 *     otherwise {@link #NONE}
 * @param touchedMillis host time of the last packet, milliseconds since the epoch
 */
public record EventWindowBuffer(
        byte[] events,
        long originMicros,
        long highestMicros,
        long loopMicros,
        long hostOffsetMicros,
        long jumpCandidateMicros,
        long touchedMillis) {

    /** Stands for an instant that is not known yet; no valid time has this value. */
    public static final long NONE = Long.MIN_VALUE;

    /** The buffer of a stream that has sent nothing yet. */
    public static final EventWindowBuffer EMPTY = new EventWindowBuffer(new byte[0], NONE, NONE, 0, 0, NONE, 0);

    /** Type information for Flink. */
    public static final ValueTypeInfo<EventWindowBuffer> TYPE = ValueTypeInfo.of(Serializer.INSTANCE);

    /** Number of buffered events. */
    public int size() {
        return events.length / PackedEvents.BYTES;
    }

    /** The same with another time of the last packet. */
    public EventWindowBuffer touched(long millis) {
        return new EventWindowBuffer(
                events, originMicros, highestMicros, loopMicros, hostOffsetMicros, jumpCandidateMicros, millis);
    }

    /** The same with another candidate of a jump. */
    public EventWindowBuffer withJumpCandidate(long micros) {
        return new EventWindowBuffer(
                events, originMicros, highestMicros, loopMicros, hostOffsetMicros, micros, touchedMillis);
    }

    /** Serializer, version 1. */
    public static final class Serializer extends VersionedSerializer<EventWindowBuffer> {

        private static final long serialVersionUID = 1L;

        /** The only instance. */
        public static final Serializer INSTANCE = new Serializer();

        private Serializer() {
            super(EventWindowBuffer.class);
        }

        @Override
        protected int version() {
            return 1;
        }

        @Override
        protected void write(EventWindowBuffer buffer, DataOutputView target) throws IOException {
            writeBytes(buffer.events, target);
            target.writeLong(buffer.originMicros);
            target.writeLong(buffer.highestMicros);
            target.writeLong(buffer.loopMicros);
            target.writeLong(buffer.hostOffsetMicros);
            target.writeLong(buffer.jumpCandidateMicros);
            target.writeLong(buffer.touchedMillis);
        }

        @Override
        protected EventWindowBuffer read(int version, DataInputView source) throws IOException {
            return new EventWindowBuffer(
                    readBytes(source),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<EventWindowBuffer> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Names this serializer in checkpoints. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<EventWindowBuffer> {
            /** Read by Flink when it restores. */
            public Snapshot() {
                super(() -> INSTANCE);
            }
        }
    }
}
