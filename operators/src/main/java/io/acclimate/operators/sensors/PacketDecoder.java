// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import java.util.List;

/** Turns a Kafka record into readings that the rest of the job can trust. Not thread-safe. */
public final class PacketDecoder {

    private final RecordCodec<SensorPacket> codec;
    private final InputLimits limits;

    /** A decoder that knows the writers' schemas in {@code schemas}. */
    public PacketDecoder(SchemaStore schemas, InputLimits limits) {
        this.codec = RecordCodec.of(SensorPacket.class, schemas);
        this.limits = limits;
    }

    /**
     * Decodes and checks a record.
     *
     * @throws BadPacketException if anything about it is wrong
     */
    public SensorReadings decode(RawRecord record) throws BadPacketException {
        if (record.value().length > limits.maxRecordBytes()) {
            throw bad(
                    "RECORD_TOO_LARGE",
                    null,
                    "the record has %d bytes; input.max-record-bytes allows %d"
                            .formatted(record.value().length, limits.maxRecordBytes()));
        }
        SensorPacket packet;
        try {
            packet = codec.decode(record.value());
        } catch (UndecodableException e) {
            throw new BadPacketException(e.errorClass().name(), e.getMessage(), e.fingerprint(), null);
        }
        check(packet);
        return new SensorReadings(
                packet.getStreamId(),
                timestamps(packet.getTimestampsMicros()),
                values(packet),
                packet.getChannels(),
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestampMillis());
    }

    private void check(SensorPacket packet) throws BadPacketException {
        String id = packet.getStreamId();
        int length = id.length();
        if (length == 0 || length > limits.maxStreamIdLength()) {
            throw bad(
                    "BAD_STREAM_ID",
                    null,
                    "the stream id has %d characters; allowed are 1 to %d"
                            .formatted(length, limits.maxStreamIdLength()));
        }
        int readings = packet.getTimestampsMicros().size();
        if (readings == 0) {
            throw bad("EMPTY_PACKET", id, "the packet holds no readings");
        }
        if (readings > limits.maxReadings()) {
            throw bad(
                    "TOO_MANY_READINGS",
                    id,
                    "the packet holds %d readings; input.max-readings allows %d"
                            .formatted(readings, limits.maxReadings()));
        }
        if (packet.getChannels() != limits.channels()) {
            throw bad(
                    "WRONG_CHANNELS",
                    id,
                    "the packet has %d channels, but the model reads %d"
                            .formatted(packet.getChannels(), limits.channels()));
        }
        if (packet.getValues().size() != (long) readings * packet.getChannels()) {
            throw bad(
                    "WRONG_VALUE_COUNT",
                    id,
                    "the packet has %d values for %d readings of %d channels"
                            .formatted(packet.getValues().size(), readings, packet.getChannels()));
        }
    }

    private static long[] timestamps(List<Long> boxed) {
        long[] timestamps = new long[boxed.size()];
        for (int i = 0; i < timestamps.length; i++) {
            timestamps[i] = boxed.get(i);
        }
        return timestamps;
    }

    private static float[] values(SensorPacket packet) throws BadPacketException {
        List<Float> boxed = packet.getValues();
        float[] values = new float[boxed.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed.get(i);
            if (!Float.isFinite(values[i])) {
                throw bad(
                        "NON_FINITE_VALUE",
                        packet.getStreamId(),
                        "reading %d has the value %s in channel %d"
                                .formatted(i / packet.getChannels(), values[i], i % packet.getChannels()));
            }
        }
        return values;
    }

    private static BadPacketException bad(String errorClass, String streamId, String message) {
        return new BadPacketException(errorClass, message, null, streamId);
    }
}
