// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.kafka.RecordProducer;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Plays packets into Kafka as if their devices were live: those of all streams in the order of time since each stream's
 * start, at a multiple of real time.
 */
final class PacketPlayer {

    private static final long LONGEST_NAP_NANOS = 20_000_000;

    private final RecordProducer producer;
    private final String topic;
    private final InstantSource clock;
    private final InstantSource stamps;

    /** The packets of one stream, in order of time. */
    interface Packets {
        /** The stream. */
        String streamId();

        /** Whether there are more. */
        boolean hasNext();

        /** Time of the next packet since the stream's start, microseconds. */
        long sinceStartMicros();

        /** The next packet, encoded. */
        byte[] next();
    }

    /**
     * A player.
     *
     * @param clock wall clock of pacing
     * @param stamps where record timestamps come from
     */
    PacketPlayer(RecordProducer producer, String topic, InstantSource clock, InstantSource stamps) {
        this.producer = producer;
        this.topic = topic;
        this.clock = clock;
        this.stamps = stamps;
    }

    /**
     * Plays until the end, or until {@code stop} holds.
     *
     * @param speed seconds of the streams' time per second; {@link Double#POSITIVE_INFINITY} for as fast as Kafka takes it
     */
    void play(List<? extends Packets> streams, double speed, BooleanSupplier stop) {
        PriorityQueue<Packets> queue = new PriorityQueue<>(
                Comparator.comparingLong(Packets::sinceStartMicros).thenComparing(Packets::streamId));
        queue.addAll(streams);
        long start = clock.millis();
        while (!queue.isEmpty() && !stop.getAsBoolean()) {
            Packets packets = queue.poll();
            await(start + Math.round(packets.sinceStartMicros() / 1000.0 / speed), stop);
            producer.send(topic, packets.streamId(), packets.next(), stamps.millis());
            if (packets.hasNext()) {
                queue.add(packets);
            }
        }
        producer.flush();
    }

    private void await(long millis, BooleanSupplier stop) {
        for (long left = millis - clock.millis(); left > 0 && !stop.getAsBoolean(); left = millis - clock.millis()) {
            LockSupport.parkNanos(Math.min(LONGEST_NAP_NANOS, left * 1_000_000));
        }
    }
}
