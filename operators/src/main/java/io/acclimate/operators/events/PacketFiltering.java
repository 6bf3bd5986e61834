// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.state.EventReadings;
import io.acclimate.state.PackedEvents;

import java.util.function.Consumer;

/** Lets filters work on packets; keeps the memory for it. */
final class PacketFiltering {

    private static final int MOST_EVENTS = 1 << 26;

    private final EventBuffer buffer = new EventBuffer(MOST_EVENTS);

    /**
     * The events of a packet that a filter leaves, as {@link PackedEvents} whose times count from the packet's start.
     *
     * @param loop what wraps add to the packet's times
     */
    byte[] passed(EventReadings packet, long loop, Consumer<EventBuffer> filter) {
        long start = packet.startMicros() + loop;
        unpack(packet.events(), start);
        filter.accept(buffer);
        return packed(start);
    }

    private void unpack(byte[] events, long start) {
        buffer.clear();
        int count = buffer.reserve(events.length / PackedEvents.BYTES);
        long[] times = buffer.times();
        char[] x = buffer.x();
        char[] y = buffer.y();
        byte[] polarity = buffer.polarity();
        for (int i = 0, at = 0; i < count; i++, at += PackedEvents.BYTES) {
            times[i] = start + PackedEvents.micros(events, at);
            x[i] = PackedEvents.column(events, at);
            y[i] = PackedEvents.row(events, at);
            polarity[i] = (byte) PackedEvents.polarity(events, at);
        }
        buffer.setSize(count);
    }

    private byte[] packed(long start) {
        byte[] events = new byte[buffer.size() * PackedEvents.BYTES];
        for (int i = 0; i < buffer.size(); i++) {
            PackedEvents.put(
                    events,
                    i * PackedEvents.BYTES,
                    (int) (buffer.times()[i] - start),
                    buffer.polarity()[i] == 1,
                    buffer.x()[i],
                    buffer.y()[i]);
        }
        return events;
    }
}
