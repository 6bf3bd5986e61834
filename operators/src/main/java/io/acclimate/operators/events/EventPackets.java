// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.schemas.EventPacket;
import io.acclimate.state.EventReadings;
import io.acclimate.state.PackedEvents;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes packets of the contract. */
public final class EventPackets {

    private EventPackets() {}

    /**
     * A packet of some events of a buffer.
     *
     * @param from first event, inclusive
     * @param to last event, exclusive; at least one more than {@code from}, and less than 4295 s later in time
     */
    public static EventPacket of(String streamId, int width, int height, EventBuffer events, int from, int to) {
        int count = to - from;
        ByteBuffer times = little(4 * count);
        ByteBuffer columns = little(2 * count);
        ByteBuffer rows = little(2 * count);
        byte[] polarity = new byte[(count + 7) / 8];
        long start = events.times()[from];
        for (int i = 0; i < count; i++) {
            times.putInt((int) (events.times()[from + i] - start));
            columns.putChar(events.x()[from + i]);
            rows.putChar(events.y()[from + i]);
            polarity[i >> 3] |= (byte) (events.polarity()[from + i] << (i & 7));
        }
        return packet(streamId, width, height, start, count, times, columns, rows, polarity);
    }

    /** The packet that was decoded to {@code readings}. */
    public static EventPacket of(EventReadings readings) {
        int count = readings.size();
        ByteBuffer times = little(4 * count);
        ByteBuffer columns = little(2 * count);
        ByteBuffer rows = little(2 * count);
        byte[] polarity = new byte[(count + 7) / 8];
        for (int i = 0; i < count; i++) {
            int at = i * PackedEvents.BYTES;
            times.putInt(PackedEvents.micros(readings.events(), at));
            columns.putChar(PackedEvents.column(readings.events(), at));
            rows.putChar(PackedEvents.row(readings.events(), at));
            polarity[i >> 3] |= (byte) (PackedEvents.polarity(readings.events(), at) << (i & 7));
        }
        return packet(
                readings.streamId(),
                readings.width(),
                readings.height(),
                readings.startMicros(),
                count,
                times,
                columns,
                rows,
                polarity);
    }

    private static EventPacket packet(
            String streamId,
            int width,
            int height,
            long start,
            int count,
            ByteBuffer times,
            ByteBuffer columns,
            ByteBuffer rows,
            byte[] polarity) {
        return new EventPacket(
                streamId,
                width,
                height,
                start,
                count,
                times.flip(),
                columns.flip(),
                rows.flip(),
                ByteBuffer.wrap(polarity));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
