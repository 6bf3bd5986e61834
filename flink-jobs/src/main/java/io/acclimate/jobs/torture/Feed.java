// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.demo.RecordingPlayer;
import io.acclimate.jobs.kafka.RecordProducer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded fleet, cut into slices of time. Each begins with a record that is no packet. However it is played, the records
 * are the same in every partition, timestamps included.
 */
final class Feed {

    private static final byte[] POISON = "no packet".getBytes(StandardCharsets.UTF_8);
    private static final InstantSource STAMPS = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));
    private static final int PACKET_READINGS = 50;
    private static final long NAP_NANOS = 10_000_000;

    private final List<List<Recording>> slices = new ArrayList<>();
    private volatile int allowed;
    private volatile boolean held;
    private volatile boolean waiting;
    private volatile boolean finished;
    private volatile boolean stopped;
    private RecordProducer live;

    Feed(List<Recording> recordings, int slices) {
        for (int i = 0; i < slices; i++) {
            int number = i;
            this.slices.add(recordings.stream()
                    .map(recording -> slice(recording, number, slices))
                    .filter(slice -> slice.readings() > 0)
                    .toList());
        }
    }

    private static Recording slice(Recording recording, int number, int slices) {
        long first = recording.timestampsMicros()[0];
        long length = recording.timestampsMicros()[recording.readings() - 1] + 1 - first;
        return recording.slice(first + length * number / slices, first + length * (number + 1) / slices);
    }

    /** Plays everything as fast as the brokers take it. */
    void play(String brokers, String topic) {
        try (RecordProducer producer = new RecordProducer(brokers)) {
            for (List<Recording> slice : slices) {
                play(producer, topic, slice, Double.POSITIVE_INFINITY);
            }
        }
    }

    /**
     * Plays in the background, each slice only when it is allowed.
     *
     * @param speed seconds of the streams' time per second
     */
    CompletableFuture<Void> start(String brokers, String topic, double speed) {
        RecordProducer producer = new RecordProducer(brokers, Supervisor.PATIENCE);
        live = producer;
        return CompletableFuture.runAsync(() -> {
            try (producer) {
                for (int i = 0; i < slices.size() && !stopped; i++) {
                    while (i >= allowed && !isStopped()) {
                        LockSupport.parkNanos(NAP_NANOS);
                    }
                    play(producer, topic, slices.get(i), speed);
                }
            } finally {
                finished = true;
            }
        });
    }

    /** Asked before every packet; waits while the input is held. */
    private boolean isStopped() {
        while (held && !stopped) {
            waiting = true;
            LockSupport.parkNanos(NAP_NANOS);
        }
        return stopped;
    }

    /**
     * Sends nothing more until {@link #release}; returns when all that was sent is stored. A broker that is killed before it
     * has acknowledged a batch takes it again afterwards, and the input would not be that of the undisturbed run.
     */
    void hold() {
        waiting = false;
        held = true;
        while (!waiting && !finished) {
            LockSupport.parkNanos(NAP_NANOS);
        }
        live.flush();
    }

    /** Goes on after {@link #hold}. */
    void release() {
        held = false;
    }

    private void play(RecordProducer producer, String topic, List<Recording> slice, double speed) {
        producer.send(topic, slice.get(0).streamId(), POISON, STAMPS.millis());
        new RecordingPlayer(producer, topic, PACKET_READINGS, InstantSource.system(), STAMPS)
                .play(slice, speed, this::isStopped);
    }

    /** Lets so many slices be played, as seen from the beginning. */
    void allow(int first) {
        allowed = first;
    }

    /** Ends {@link #start} before the end. */
    void stop() {
        stopped = true;
    }
}
