// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Plays recordings into Kafka as if their devices were live: packets of all streams in the order of time since each
 * stream's start, at a multiple of real time. First packets differ in length, so that devices do not send in step.
 */
public final class RecordingPlayer {

    private final RecordCodec<SensorPacket> codec = RecordCodec.of(SensorPacket.class, SchemaStore.builtIn());
    private final PacketPlayer player;
    private final int packetReadings;

    private final class Cursor implements PacketPlayer.Packets {
        private final Recording recording;
        private int next;
        private int readings;

        Cursor(Recording recording, int firstReadings) {
            this.recording = recording;
            this.readings = firstReadings;
        }

        @Override
        public String streamId() {
            return recording.streamId();
        }

        @Override
        public boolean hasNext() {
            return next < recording.readings();
        }

        @Override
        public long sinceStartMicros() {
            return recording.timestampsMicros()[next] - recording.timestampsMicros()[0];
        }

        @Override
        public byte[] next() {
            int to = Math.min(next + readings, recording.readings());
            byte[] encoded = codec.encode(packet(recording, next, to));
            next = to;
            readings = packetReadings;
            return encoded;
        }
    }

    /**
     * A player.
     *
     * @param packetReadings readings per packet
     * @param clock wall clock of record timestamps and pacing
     */
    public RecordingPlayer(RecordProducer producer, String topic, int packetReadings, InstantSource clock) {
        this(producer, topic, packetReadings, clock, clock);
    }

    /**
     * A player whose records do not tell when they were played.
     *
     * @param packetReadings readings per packet
     * @param clock wall clock of pacing
     * @param stamps where record timestamps come from
     */
    public RecordingPlayer(
            RecordProducer producer, String topic, int packetReadings, InstantSource clock, InstantSource stamps) {
        this.player = new PacketPlayer(producer, topic, clock, stamps);
        this.packetReadings = packetReadings;
    }

    /**
     * Plays until the end, or until {@code stop} holds.
     *
     * @param speed seconds of the streams' time per second; {@link Double#POSITIVE_INFINITY} for as fast as Kafka takes it
     */
    public void play(List<Recording> recordings, double speed, BooleanSupplier stop) {
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < recordings.size(); i++) {
            int first = 1 + (int) ((long) i * packetReadings / recordings.size());
            cursors.add(new Cursor(recordings.get(i), Math.min(first, packetReadings)));
        }
        player.play(cursors, speed, stop);
    }

    private static SensorPacket packet(Recording recording, int from, int to) {
        List<Long> timestamps = new ArrayList<>(to - from);
        List<Float> values = new ArrayList<>((to - from) * recording.channels());
        for (int reading = from; reading < to; reading++) {
            timestamps.add(recording.timestampsMicros()[reading]);
            for (int channel = 0; channel < recording.channels(); channel++) {
                values.add(recording.value(reading, channel));
            }
        }
        return new SensorPacket(recording.streamId(), timestamps, recording.channels(), values);
    }
}
