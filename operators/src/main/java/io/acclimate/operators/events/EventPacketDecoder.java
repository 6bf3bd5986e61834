// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.EventReadings;
import io.acclimate.state.PackedEvents;
import io.acclimate.state.RawRecord;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns a Kafka record into camera events that the rest of the job can trust. Not thread-safe. */
public final class EventPacketDecoder {

    private final RecordCodec<EventPacket> codec;
    private final EventLimits limits;

    /** A decoder that knows the writers' schemas in {@code schemas}. */
    public EventPacketDecoder(SchemaStore schemas, EventLimits limits) {
        this.codec = RecordCodec.of(EventPacket.class, schemas);
        this.limits = limits;
    }

    /**
     * Decodes and checks a record.
     *
     * @throws BadPacketException if anything about it is wrong
     */
    public EventReadings decode(RawRecord record) throws BadPacketException {
        if (record.value().length > limits.maxRecordBytes()) {
            throw bad(
                    "RECORD_TOO_LARGE",
                    null,
                    "the record has %d bytes; input.max-record-bytes allows %d"
                            .formatted(record.value().length, limits.maxRecordBytes()));
        }
        EventPacket packet;
        try {
            packet = codec.decode(record.value());
        } catch (UndecodableException e) {
            throw new BadPacketException(e.errorClass().name(), e.getMessage(), e.fingerprint(), null);
        }
        check(packet);
        return new EventReadings(
                packet.getStreamId(),
                packet.getWidth(),
                packet.getHeight(),
                packet.getStartMicros(),
                events(packet),
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestampMillis());
    }

    private void check(EventPacket packet) throws BadPacketException {
        String id = packet.getStreamId();
        if (id.isEmpty() || id.length() > limits.maxStreamIdLength()) {
            throw bad(
                    "BAD_STREAM_ID",
                    null,
                    "the stream id has %d characters; allowed are 1 to %d"
                            .formatted(id.length(), limits.maxStreamIdLength()));
        }
        int count = packet.getCount();
        if (count <= 0) {
            throw bad("EMPTY_PACKET", id, "the packet holds %d events".formatted(count));
        }
        if (count > limits.maxEvents()) {
            throw bad(
                    "TOO_MANY_EVENTS",
                    id,
                    "the packet holds %d events; input.max-readings allows %d".formatted(count, limits.maxEvents()));
        }
        if (packet.getWidth() != limits.width() || packet.getHeight() != limits.height()) {
            throw bad(
                    "WRONG_GEOMETRY",
                    id,
                    "the packet is of a sensor of %dx%d pixels, but the job reads those of %dx%d"
                            .formatted(packet.getWidth(), packet.getHeight(), limits.width(), limits.height()));
        }
        checkLengths(packet, id, count);
    }

    private static void checkLengths(EventPacket packet, String id, int count) throws BadPacketException {
        if (packet.getTimeOffsets().remaining() != 4L * count
                || packet.getX().remaining() != 2L * count
                || packet.getY().remaining() != 2L * count
                || packet.getPolarity().remaining() != (count + 7L) / 8) {
            throw bad(
                    "WRONG_VALUE_COUNT",
                    id,
                    "the packet has %d, %d, %d and %d bytes of times, columns, rows and polarities for %d events"
                            .formatted(
                                    packet.getTimeOffsets().remaining(),
                                    packet.getX().remaining(),
                                    packet.getY().remaining(),
                                    packet.getPolarity().remaining(),
                                    count));
        }
    }

    private static byte[] events(EventPacket packet) throws BadPacketException {
        ByteBuffer times = little(packet.getTimeOffsets());
        ByteBuffer columns = little(packet.getX());
        ByteBuffer rows = little(packet.getY());
        ByteBuffer polarity = little(packet.getPolarity());
        int count = packet.getCount();
        byte[] events = new byte[count * PackedEvents.BYTES];
        int before = 0;
        for (int i = 0; i < count; i++) {
            int micros = times.getInt(4 * i);
            int column = columns.getChar(2 * i);
            int row = rows.getChar(2 * i);
            if (micros < before || column >= packet.getWidth() || row >= packet.getHeight()) {
                throw refused(packet, i, micros, column, row);
            }
            before = micros;
            PackedEvents.put(
                    events, i * PackedEvents.BYTES, micros, (polarity.get(i >> 3) >> (i & 7) & 1) == 1, column, row);
        }
        return events;
    }

    /** Slices, so that positions count from 0, of the order that the contract states. */
    private static ByteBuffer little(ByteBuffer bytes) {
        return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static BadPacketException refused(EventPacket packet, int i, int micros, int column, int row) {
        String id = packet.getStreamId();
        if (column >= packet.getWidth() || row >= packet.getHeight()) {
            return bad(
                    "EVENT_OUT_OF_SENSOR",
                    id,
                    "event %d is at column %d and row %d of a sensor of %dx%d pixels"
                            .formatted(i, column, row, packet.getWidth(), packet.getHeight()));
        }
        if (micros < 0) {
            return bad(
                    "TIME_SPAN_TOO_LONG",
                    id,
                    "event %d is %d us after the packet's start; %d are allowed"
                            .formatted(i, Integer.toUnsignedLong(micros), PackedEvents.LONGEST_MICROS));
        }
        return bad("TIME_REVERSED", id, "event %d is earlier than the one before it".formatted(i));
    }

    private static BadPacketException bad(String errorClass, String streamId, String message) {
        return new BadPacketException(errorClass, message, null, streamId);
    }
}
