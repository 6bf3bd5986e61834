// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.data.EventRecording;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.operators.events.EventPackets;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;

import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Plays recordings of event cameras into Kafka as if the cameras were live, in packets of 20 ms and at most 32,768 events:
 * those of all cameras in the order of time, at a multiple of real time.
 */
public final class EventPlayer {

    private static final long PACKET_MICROS = 20_000;
    private static final int MOST_EVENTS = 32_768;

    private final RecordCodec<EventPacket> codec = RecordCodec.of(EventPacket.class, SchemaStore.builtIn());
    private final PacketPlayer player;

    /**
     * A player.
     *
     * @param clock wall clock of record timestamps and pacing
     */
    public EventPlayer(RecordProducer producer, String topic, InstantSource clock) {
        this.player = new PacketPlayer(producer, topic, clock, clock);
    }

    /**
     * Plays until the end, or until {@code stop} holds.
     *
     * @param speed seconds of the cameras' time per second; {@link Double#POSITIVE_INFINITY} for as fast as Kafka takes it
     */
    public void play(List<EventRecording> recordings, double speed, BooleanSupplier stop) {
        player.play(recordings.stream().map(Cursor::new).toList(), speed, stop);
    }

    private final class Cursor implements PacketPlayer.Packets {
        private final EventRecording recording;
        private int at;

        Cursor(EventRecording recording) {
            this.recording = recording;
        }

        @Override
        public String streamId() {
            return recording.streamId();
        }

        @Override
        public boolean hasNext() {
            return at < recording.events().size();
        }

        @Override
        public long sinceStartMicros() {
            return recording.events().times()[at];
        }

        @Override
        public byte[] next() {
            int from = at;
            long until = recording.events().times()[from] + PACKET_MICROS;
            while (hasNext() && at - from < MOST_EVENTS && recording.events().times()[at] < until) {
                at++;
            }
            return codec.encode(EventPackets.of(
                    recording.streamId(), recording.width(), recording.height(), recording.events(), from, at));
        }
    }
}
