// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.events.EventOutcome.Counts;
import io.acclimate.operators.events.EventWindowSpec.Kind;
import io.acclimate.operators.sensors.DropReason;
import io.acclimate.operators.sensors.Outcome.DeadLetter;
import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.PackedEvents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes the events of one packet into its stream, one after the other; used once. */
final class EventIntake {

    private static final int BYTES = PackedEvents.BYTES;
    private static final int AREAS = 8;

    /** Times of buffered events count from an origin; it moves on before they could leave their 31 bits. */
    private static final long FARTHEST = PackedEvents.LONGEST_MICROS - EventWindowSpec.LONGEST_MICROS;

    private final EventWindowSpec spec;
    private final EventWindowBuffer before;
    private final List<EventWindow> windows = new ArrayList<>();
    private final int[] areas;
    private byte[] buffer;
    /** First buffered event and the place after the last one, as positions in bytes. */
    private int head;

    private int tail;
    /** What the times in the buffer count from. */
    private long base;
    /** What lies before is final. */
    private long origin;

    private long highest;
    private int accepted;
    private int reordered;
    private int late;
    private int overflowed;
    private long silent;

    EventIntake(EventWindowSpec spec, EventWindowBuffer state) {
        this.spec = spec;
        this.before = state;
        this.buffer = state.events();
        this.tail = buffer.length;
        this.base = state.originMicros();
        this.origin = state.originMicros();
        this.highest = state.highestMicros();
        this.areas = new int[spec.kind() == Kind.ADAPTIVE ? AREAS * AREAS : 0];
        for (int at = 0; at < tail && areas.length > 0; at += BYTES) {
            areas[area(buffer, at)]++;
        }
    }

    /**
     * Takes all events; resets and wraps are only passed on to the counts.
     *
     * @param events the packet's, or those of them that have passed filters
     * @param loop what wraps add to the packet's times
     */
    EventOutcome take(EventReadings packet, byte[] events, long loop, int resets, int wraps) {
        // One array for what is there and all that may come: nothing is allocated per event.
        buffer = Arrays.copyOf(buffer, tail + events.length);
        long start = packet.startMicros() + loop;
        for (int at = 0; at < events.length; at += BYTES) {
            offer(start + PackedEvents.micros(events, at), events, at);
        }
        if (events.length < packet.events().length) {
            goOnTo(SensorClock.last(packet) + loop);
        }
        return outcome(packet, loop, new Counts(accepted, reordered, late, overflowed, silent, resets, wraps));
    }

    /** What filters have removed has happened nevertheless: windows that end before it are complete. */
    private void goOnTo(long time) {
        if (origin != EventWindowBuffer.NONE) {
            completeBefore(time);
        }
        highest = Math.max(highest, time);
    }

    EventOutcome flush() {
        while (head < tail) {
            if (spec.kind() == Kind.TIME) {
                cutByTime();
            } else {
                cutAll(highest + 1);
            }
        }
        return outcome(null, before.loopMicros(), Counts.ZERO);
    }

    private void offer(long time, byte[] events, int at) {
        if (origin == EventWindowBuffer.NONE) {
            origin = spec.kind() == Kind.TIME ? firstStart(time) : time;
            base = origin;
        }
        if (time < origin) {
            late++;
            return;
        }
        completeBefore(time);
        if (tail - head >= spec.maxBytes()) {
            overflowed++;
            return;
        }
        insert(time, events, at);
        boolean full = spec.kind() == Kind.ADAPTIVE
                ? ++areas[area(events, at)] >= spec.count() || tail - head >= spec.maxBytes()
                : spec.kind() != Kind.TIME && tail - head >= (long) spec.count() * BYTES;
        if (full) {
            cutAll(highest + 1);
        }
    }

    /** Cuts the windows that end before an event of that time, and makes its time fit. */
    private void completeBefore(long time) {
        if (spec.kind() != Kind.TIME) {
            if (head < tail && time >= firstTime() + spec.durationMicros()) {
                cutAll(firstTime() + spec.durationMicros());
            }
            if (head == tail && time - origin > FARTHEST) {
                origin = time;
            }
        } else {
            while (time >= origin + spec.durationMicros()) {
                if (head < tail) {
                    cutByTime();
                } else {
                    long next = firstStart(time);
                    silent += (next - origin) / spec.strideMicros();
                    origin = next;
                }
            }
        }
        if (head == tail) {
            base = origin;
        } else if (time - base > PackedEvents.LONGEST_MICROS) {
            moveBase();
        }
    }

    /** Start of the earliest window that contains an event of that time. */
    private long firstStart(long time) {
        return (Math.floorDiv(time - spec.durationMicros(), spec.strideMicros()) + 1) * spec.strideMicros();
    }

    private long firstTime() {
        return base + PackedEvents.micros(buffer, head);
    }

    private void insert(long time, byte[] events, int from) {
        int at = tail;
        if (time < highest) {
            reordered++;
            while (at > head && base + PackedEvents.micros(buffer, at - BYTES) > time) {
                at -= BYTES;
            }
            System.arraycopy(buffer, at, buffer, at + BYTES, tail - at);
        } else {
            highest = time;
        }
        PackedEvents.put(
                buffer,
                at,
                (int) (time - base),
                PackedEvents.polarity(events, from) == 1,
                PackedEvents.column(events, from),
                PackedEvents.row(events, from));
        tail += BYTES;
        accepted++;
    }

    /** The window that begins at the origin; events that the next one shares with it stay. */
    private void cutByTime() {
        emit(origin, origin + spec.durationMicros());
        origin += spec.strideMicros();
        while (head < tail && firstTime() < origin) {
            head += BYTES;
        }
    }

    /** The window of all buffered events. */
    private void cutAll(long end) {
        emit(firstTime(), end);
        head = tail;
        // Not behind the last event: others of the same microsecond may follow it.
        origin = highest;
        Arrays.fill(areas, 0);
    }

    private void emit(long start, long end) {
        int count = (tail - head) / BYTES;
        byte[] data = EventWindow.allocate((int) (end - start), count);
        int side = spec.downsampling();
        int shift = (int) (start - base);
        for (int from = head, to = EventWindow.HEADER_BYTES; from < tail; from += BYTES, to += BYTES) {
            PackedEvents.put(
                    data,
                    to,
                    PackedEvents.micros(buffer, from) - shift,
                    PackedEvents.polarity(buffer, from) == 1,
                    PackedEvents.column(buffer, from) / side,
                    PackedEvents.row(buffer, from) / side);
        }
        long offset = spec.hostTime() ? before.hostOffsetMicros() : 0;
        windows.add(new EventWindow(start + offset, end + offset, data));
    }

    private int area(byte[] events, int at) {
        int column = PackedEvents.column(events, at) * AREAS / spec.width();
        return PackedEvents.row(events, at) * AREAS / spec.height() * AREAS + column;
    }

    private void moveBase() {
        int shift = (int) (origin - base);
        for (int at = head; at < tail; at += BYTES) {
            PackedEvents.moveOrigin(buffer, at, shift);
        }
        base = origin;
    }

    private EventOutcome outcome(EventReadings packet, long loop, Counts counts) {
        moveBase();
        EventWindowBuffer state = new EventWindowBuffer(
                Arrays.copyOfRange(buffer, head, tail),
                origin,
                highest,
                loop,
                before.hostOffsetMicros(),
                EventWindowBuffer.NONE,
                before.touchedMillis());
        return new EventOutcome(state, windows, counts, packet == null ? Optional.empty() : deadLetter(packet));
    }

    private Optional<DeadLetter> deadLetter(EventReadings packet) {
        if (overflowed > 0) {
            String sentence = "%d of %d events found the buffer full, which holds %d; raise window.max-events";
            return Optional.of(new DeadLetter(
                    DropReason.OVERFLOW, sentence.formatted(overflowed, packet.size(), spec.maxEvents())));
        }
        if (late > 0) {
            String sentence =
                    "%d of %d events are older than %d us, before which the stream's windows are complete; send packets "
                            + "in the order of time";
            return Optional.of(new DeadLetter(DropReason.LATE, sentence.formatted(late, packet.size(), origin)));
        }
        return Optional.empty();
    }
}
