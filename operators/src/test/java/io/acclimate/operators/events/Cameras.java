// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.PackedEvents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Packets and windows of made-up cameras. */
public final class Cameras {

    /** Columns of every camera. */
    public static final int WIDTH = 16;
    /** Rows of every camera. */
    public static final int HEIGHT = 12;
    /** Column and row of the hot pixel. */
    public static final int HOT = 3;

    private Cameras() {}

    /** One event. */
    record Event(long time, boolean on, int x, int y) {}

    /** Events at random places with exponential gaps, one in ten at the instant of the one before. */
    static List<Event> events(long seed, long start, int count, int meanGap) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Event> events = new ArrayList<>();
        long time = start;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(10) == 0 ? 0 : 1 + (long) (-meanGap * Math.log(1 - random.nextDouble()));
            events.add(new Event(time, random.nextBoolean(), random.nextInt(WIDTH), random.nextInt(HEIGHT)));
        }
        return events;
    }

    /** Events at these times, in the middle of the sensor. */
    static List<Event> at(long... times) {
        List<Event> events = new ArrayList<>();
        for (long time : times) {
            events.add(new Event(time, true, WIDTH / 2, HEIGHT / 2));
        }
        return events;
    }

    /** Random packets of 1 to {@code most} events. */
    static List<EventReadings> packets(List<Event> events, long seed, int most) {
        SplittableRandom random = new SplittableRandom(seed);
        List<EventReadings> packets = new ArrayList<>();
        for (int from = 0; from < events.size(); ) {
            int to = Math.min(events.size(), from + 1 + random.nextInt(most));
            packets.add(packet("camera", events.subList(from, to), from));
            from = to;
        }
        return packets;
    }

    static EventReadings packet(List<Event> events) {
        return packet("camera", events, 0);
    }

    static EventReadings packet(String stream, List<Event> events, long offset) {
        byte[] bytes = new byte[events.size() * PackedEvents.BYTES];
        long start = events.get(0).time;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            PackedEvents.put(bytes, i * PackedEvents.BYTES, (int) (event.time - start), event.on, event.x, event.y);
        }
        return new EventReadings(stream, WIDTH, HEIGHT, start, bytes, "events", 0, offset, 1_000 + offset);
    }

    /** The {@code number}-th packet of a stream: {@code count} events within about 5 ms. */
    public static EventReadings packet(String stream, int number, int count) {
        long seed = stream.hashCode() * 31L + number;
        return packet(stream, events(seed, 1_000_000 + number * 5_000L, count, 5_000 / (2 * count)), number);
    }

    /** The same packet, come to the broker at another time. */
    public static EventReadings arriving(EventReadings packet, long millis) {
        return new EventReadings(
                packet.streamId(),
                packet.width(),
                packet.height(),
                packet.startMicros(),
                packet.events(),
                packet.topic(),
                packet.partition(),
                packet.offset(),
                millis);
    }

    /** As the other one, of a camera whose pixel at column 3, row 3 fires every 100 us. */
    public static EventReadings hotPacket(String stream, int number, int count) {
        long start = 1_000_000 + number * 5_000L;
        List<Event> events =
                new ArrayList<>(events(stream.hashCode() * 31L + number, start, count, 5_000 / (2 * count)));
        for (long time = start + 50; time < start + 5_000; time += 100) {
            events.add(new Event(time, true, HOT, HOT));
        }
        events.sort(Comparator.comparingLong(Event::time));
        return packet(stream, events, number);
    }

    /** Outcomes of all packets, one after the other. */
    static List<EventOutcome> run(EventWindowSpec spec, List<EventReadings> packets) {
        EventWindowAssembler assembler = new EventWindowAssembler(spec);
        List<EventOutcome> outcomes = new ArrayList<>();
        EventWindowBuffer state = EventWindowBuffer.EMPTY;
        for (EventReadings packet : packets) {
            outcomes.add(assembler.add(state, packet));
            state = outcomes.get(outcomes.size() - 1).state();
        }
        return outcomes;
    }

    static List<String> texts(List<EventOutcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.windows().stream())
                .map(Cameras::text)
                .toList();
    }

    /** Every bit of a window. */
    static String text(EventWindow window) {
        StringBuilder text = new StringBuilder(window.startMicros() + ".." + window.endMicros());
        for (int i = 0; i < EventWindow.size(window.data()); i++) {
            int at = EventWindow.HEADER_BYTES + i * PackedEvents.BYTES;
            text.append(" %d/%d/%d/%d"
                    .formatted(
                            window.startMicros() + PackedEvents.micros(window.data(), at),
                            PackedEvents.polarity(window.data(), at),
                            (int) PackedEvents.column(window.data(), at),
                            (int) PackedEvents.row(window.data(), at)));
        }
        return text.toString();
    }

    static String text(long start, long end, List<Event> events) {
        StringBuilder text = new StringBuilder(start + ".." + end);
        for (Event event : events) {
            text.append(" %d/%d/%d/%d".formatted(event.time, event.on ? 1 : 0, event.x, event.y));
        }
        return text.toString();
    }
}
