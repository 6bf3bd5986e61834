// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventPackets;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.Geometry;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Cuts a recording into packets and sends each when its last event would have happened. Where packets end depends on the
 * events alone: a packet has at most so many events and {@value #PACKET_MICROS} microseconds, and ends where time goes back.
 */
final class EventSender {

    /** Longest packet; longer ones would keep a slow scene's events back. */
    static final long PACKET_MICROS = 50_000;

    private static final long LONGEST_NAP_NANOS = 20_000_000;

    private final RecordCodec<EventPacket> codec = RecordCodec.of(EventPacket.class, SchemaStore.builtIn());
    private final RecordProducer producer;
    private final String topic;
    private final String stream;
    private final Geometry sensor;
    private final EventBuffer packet;
    private final int packetEvents;
    private final InstantSource clock;
    private long packets;
    private long sent;
    /** Time of the recording that has been played, without steps back. */
    private long played;

    private long latest;
    private long startMillis;

    EventSender(
            RecordProducer producer,
            String topic,
            String stream,
            Geometry sensor,
            int packetEvents,
            InstantSource clock) {
        this.producer = producer;
        this.topic = topic;
        this.stream = stream;
        this.sensor = sensor;
        this.packetEvents = packetEvents;
        this.packet = new EventBuffer(Math.max(EventBuffer.MIN_LIMIT, packetEvents));
        this.clock = clock;
    }

    /**
     * Sends the recording to its end, or until {@code stop} holds; returns when Kafka has all that was sent.
     *
     * @param speed seconds of the recording per second, may be infinite
     * @param progress is called after every packet
     * @throws IOException if the recording cannot be read, or an event lies outside the sensor
     */
    void send(EventReader reader, double speed, BooleanSupplier stop, Runnable progress) throws IOException {
        EventBuffer events = new EventBuffer(RecordingFile.CHUNK);
        startMillis = clock.millis();
        while (!stop.getAsBoolean() && reader.read(events)) {
            int at = 0;
            while (at < events.size() && !stop.getAsBoolean()) {
                int end = endOfPacket(events, at);
                packet.addAll(events, at, end - at);
                at = end;
                if (at < events.size()) {
                    sendPacket(speed, stop);
                    progress.run();
                }
            }
        }
        if (!stop.getAsBoolean()) {
            sendPacket(speed, stop);
        }
        producer.flush();
    }

    /** First event from {@code at} on that does not belong to the packet any more. */
    private int endOfPacket(EventBuffer events, int at) throws IOException {
        long first = packet.isEmpty() ? events.times()[at] : packet.times()[0];
        long before = packet.isEmpty() ? first : packet.times()[packet.size() - 1];
        int end = at;
        int room = packetEvents - packet.size();
        while (end < events.size() && end - at < room) {
            long time = events.times()[end];
            if (time < before || time - first >= PACKET_MICROS) {
                break;
            }
            requireInside(events, end);
            before = time;
            end++;
        }
        return end;
    }

    private void requireInside(EventBuffer events, int i) throws IOException {
        if (events.x()[i] >= sensor.width() || events.y()[i] >= sensor.height()) {
            throw new IOException(
                    "the recording has an event at column %d and row %d, which a sensor of %s does not have;"
                                    .formatted((int) events.x()[i], (int) events.y()[i], sensor)
                            + " give the right --geometry");
        }
    }

    private void sendPacket(double speed, BooleanSupplier stop) {
        if (packet.isEmpty()) {
            return;
        }
        long end = packet.times()[packet.size() - 1];
        long since = packets == 0 ? packet.times()[0] : latest;
        played += Math.max(0, end - since);
        latest = end;
        await(startMillis + Math.round(played / 1000.0 / speed), stop);
        if (!stop.getAsBoolean()) {
            EventPacket record = EventPackets.of(stream, sensor.width(), sensor.height(), packet, 0, packet.size());
            producer.send(topic, stream, codec.encode(record), clock.millis());
            packets++;
            sent += packet.size();
        }
        packet.clear();
    }

    private void await(long millis, BooleanSupplier stop) {
        for (long left = millis - clock.millis(); left > 0 && !stop.getAsBoolean(); left = millis - clock.millis()) {
            LockSupport.parkNanos(Math.min(LONGEST_NAP_NANOS, left * 1_000_000));
        }
    }

    long packets() {
        return packets;
    }

    long events() {
        return sent;
    }

    /** How much of the recording's time has been sent. */
    long recordingMicros() {
        return played;
    }
}
