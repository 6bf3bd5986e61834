// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.events.EventPackets;
import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.operators.sensors.Outcome;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.EventReadings;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import org.apache.flink.metrics.Counter;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes dead letters and counts them. */
final class DeadLetters {

    /** A letter must fit into a record of its topic, whatever came in. */
    private static final int LARGEST_VALUE = 8 << 20;

    private final RecordCodec<DeadLetter> codec = RecordCodec.of(DeadLetter.class, SchemaStore.builtIn());
    private final RecordCodec<SensorPacket> packets = RecordCodec.of(SensorPacket.class, SchemaStore.builtIn());
    private final RecordCodec<EventPacket> eventPackets = RecordCodec.of(EventPacket.class, SchemaStore.builtIn());
    private final Counter counter;

    DeadLetters(Counter counter) {
        this.counter = counter;
    }

    OutputRecord of(RawRecord record, BadPacketException fault) {
        counter.inc();
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setTimestampMillis(record.timestampMillis())
                .setSchemaFingerprint(fault.fingerprint())
                .setStreamId(fault.streamId())
                .setErrorClass(fault.errorClass())
                .setMessage(message(fault, record))
                .setKey(record.key().length == 0 ? null : ByteBuffer.wrap(record.key()))
                .setValue(ByteBuffer.wrap(record.value(), 0, Math.min(LARGEST_VALUE, record.value().length)))
                .build();
        return new OutputRecord(record.key(), codec.encode(letter), record.timestampMillis());
    }

    private static String message(BadPacketException fault, RawRecord record) {
        return record.value().length <= LARGEST_VALUE
                ? fault.getMessage()
                : fault.getMessage() + "; this letter holds its first %d bytes".formatted(LARGEST_VALUE);
    }

    /** The letter for a packet that decoded but has no place in its stream; its value is the packet, encoded again. */
    OutputRecord of(SensorReadings readings, Outcome.DeadLetter fault) {
        DeadLetter.Builder letter = DeadLetter.newBuilder()
                .setTopic(readings.topic())
                .setPartition(readings.partition())
                .setOffset(readings.offset())
                .setTimestampMillis(readings.arrivalMillis())
                .setStreamId(readings.streamId())
                .setValue(ByteBuffer.wrap(packets.encode(packet(readings))));
        return of(letter, fault);
    }

    /** The letter for a packet of events that decoded but has no place in its stream. */
    OutputRecord of(EventReadings readings, Outcome.DeadLetter fault) {
        DeadLetter.Builder letter = DeadLetter.newBuilder()
                .setTopic(readings.topic())
                .setPartition(readings.partition())
                .setOffset(readings.offset())
                .setTimestampMillis(readings.arrivalMillis())
                .setStreamId(readings.streamId())
                .setValue(ByteBuffer.wrap(eventPackets.encode(EventPackets.of(readings))));
        return of(letter, fault);
    }

    private OutputRecord of(DeadLetter.Builder letter, Outcome.DeadLetter fault) {
        counter.inc();
        letter.setErrorClass(fault.reason().name()).setMessage(fault.message());
        return OutputRecord.of(letter.getStreamId(), codec.encode(letter.build()), letter.getTimestampMillis());
    }

    private static SensorPacket packet(SensorReadings readings) {
        List<Long> timestamps = new ArrayList<>(readings.size());
        for (long timestamp : readings.timestampsMicros()) {
            timestamps.add(timestamp);
        }
        List<Float> values = new ArrayList<>(readings.values().length);
        for (float value : readings.values()) {
            values.add(value);
        }
        return new SensorPacket(readings.streamId(), timestamps, readings.channels(), values);
    }
}
