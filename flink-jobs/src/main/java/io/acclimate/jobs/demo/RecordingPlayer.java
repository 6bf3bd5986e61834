// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Plays recordings into Kafka as if their devices were live: packets of all streams in the order of time since each
 * stream's start, at a multiple of real time. First packets differ in length, so that devices do not send in step.
 */
public final class RecordingPlayer {

    private static final long LONGEST_NAP_NANOS = 20_000_000;

    private final RecordCodec<SensorPacket> codec = RecordCodec.of(SensorPacket.class, SchemaStore.builtIn());
    private final RecordProducer producer;
    private final String topic;
    private final int packetReadings;
    private final InstantSource clock;
    private final InstantSource stamps;

    private static final class Cursor {
        private final Recording recording;
        private int next;
        private int packetReadings;

        Cursor(Recording recording, int firstPacketReadings) {
            this.recording = recording;
            this.packetReadings = firstPacketReadings;
        }

        long sinceStart() {
            return recording.timestampsMicros()[next] - recording.timestampsMicros()[0];
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
        this.producer = producer;
        this.topic = topic;
        this.packetReadings = packetReadings;
        this.clock = clock;
        this.stamps = stamps;
    }

    /**
     * Plays until the end, or until {@code stop} holds.
     *
     * @param speed seconds of the streams' time per second; {@link Double#POSITIVE_INFINITY} for as fast as Kafka takes it
     */
    public void play(List<Recording> recordings, double speed, BooleanSupplier stop) {
        PriorityQueue<Cursor> queue = new PriorityQueue<>(
                Comparator.comparingLong(Cursor::sinceStart).thenComparing(cursor -> cursor.recording.streamId()));
        for (int i = 0; i < recordings.size(); i++) {
            int first = 1 + (int) ((long) i * packetReadings / recordings.size());
            queue.add(new Cursor(recordings.get(i), Math.min(first, packetReadings)));
        }
        long start = clock.millis();
        while (!queue.isEmpty() && !stop.getAsBoolean()) {
            Cursor cursor = queue.poll();
            await(start + Math.round(cursor.sinceStart() / 1000.0 / speed), stop);
            send(cursor);
            if (cursor.next < cursor.recording.readings()) {
                queue.add(cursor);
            }
        }
        producer.flush();
    }

    private void await(long millis, BooleanSupplier stop) {
        for (long left = millis - clock.millis(); left > 0 && !stop.getAsBoolean(); left = millis - clock.millis()) {
            LockSupport.parkNanos(Math.min(LONGEST_NAP_NANOS, left * 1_000_000));
        }
    }

    private void send(Cursor cursor) {
        Recording recording = cursor.recording;
        int to = Math.min(cursor.next + cursor.packetReadings, recording.readings());
        producer.send(topic, recording.streamId(), codec.encode(packet(recording, cursor.next, to)), stamps.millis());
        cursor.next = to;
        cursor.packetReadings = packetReadings;
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
