// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.state.PackedEvents;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One complete window of one camera, self-contained.
 *
 * @param startMicros first instant of the window
 * @param endMicros first instant after the window
 * @param data length of the window in microseconds (4 bytes, little-endian), then its events in order of time as {@link
 *     PackedEvents}: times count from the start, columns and rows are those after downsampling
 */
public record EventWindow(long startMicros, long endMicros, byte[] data) {

    /** Bytes before the first event. */
    public static final int HEADER_BYTES = 4;

    /** Number of events of a window's data. */
    public static int size(byte[] data) {
        return (data.length - HEADER_BYTES) / PackedEvents.BYTES;
    }

    /** Length of the window, microseconds. */
    public static int durationMicros(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    }

    /** Data of {@code count} events of a window of that length; the events are still to be written. */
    public static byte[] allocate(int durationMicros, int count) {
        byte[] data = new byte[HEADER_BYTES + count * PackedEvents.BYTES];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putInt(0, durationMicros);
        return data;
    }

    /** Puts the events into {@code out}, which is emptied first; times count from the start of the window. */
    public static void unpack(byte[] data, EventBuffer out) {
        out.clear();
        int count = out.reserve(size(data));
        for (int i = 0; i < count; i++) {
            int at = HEADER_BYTES + i * PackedEvents.BYTES;
            out.times()[i] = PackedEvents.micros(data, at);
            out.x()[i] = PackedEvents.column(data, at);
            out.y()[i] = PackedEvents.row(data, at);
            out.polarity()[i] = (byte) PackedEvents.polarity(data, at);
        }
        out.setSize(count);
    }
}
