// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;

/** Buffers little-endian words and text in front of a stream, checks a writer's events. */
final class ByteSink implements AutoCloseable {

    private static final int CAPACITY = 64 * 1024;

    private final OutputStream out;
    private final String format;
    private final Geometry geometry;
    private final long longestGap;
    private final byte[] bytes = new byte[CAPACITY];
    private int length;
    private long last = Long.MIN_VALUE;

    /**
     * A sink for one recording.
     *
     * @param side most columns and most rows that the format can hold
     * @param longestGap longest time between two events that the format can hold, microseconds
     * @throws IllegalArgumentException if the sensor is unknown or larger
     */
    ByteSink(OutputStream out, String format, Geometry geometry, int side, long longestGap) {
        if (!geometry.isKnown() || geometry.width() > side || geometry.height() > side) {
            throw new IllegalArgumentException(
                    format + " recordings hold sensors of 1x1 to " + side + "x" + side + " pixels, not " + geometry);
        }
        this.out = out;
        this.format = format;
        this.geometry = geometry;
        this.longestGap = longestGap;
    }

    /** Checks event {@code i} against the sensor and the event before it; returns its time. */
    long check(EventBuffer events, int i) throws IOException {
        long time = events.times()[i];
        if (events.x()[i] >= geometry.width() || events.y()[i] >= geometry.height()) {
            throw new IOException("event at column " + (int) events.x()[i] + ", row " + (int) events.y()[i]
                    + " lies outside the sensor of " + geometry + " pixels");
        }
        if (time < 0 || time < last) {
            throw new IOException("event at " + time + " us is earlier than the one before it; sort the events first");
        }
        if (last != Long.MIN_VALUE && time - last > longestGap) {
            throw new IOException("no event for " + (time - last) + " us, but a " + format
                    + " recording cannot hold a gap over " + longestGap + " us; write AEDAT4 instead");
        }
        last = time;
        return time;
    }

    void put16(int value) throws IOException {
        makeRoom();
        LittleEndian.put16(bytes, length, value);
        length += 2;
    }

    void put32(int value) throws IOException {
        makeRoom();
        LittleEndian.put32(bytes, length, value);
        length += 4;
    }

    /** Appends a few bytes, at most {@value #CAPACITY}. */
    void put(byte[] source, int from, int count) throws IOException {
        if (CAPACITY - length < count) {
            flush();
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    private void makeRoom() throws IOException {
        if (CAPACITY - length < 4) {
            flush();
        }
    }

    void put(byte[] more) throws IOException {
        flush();
        out.write(more);
    }

    private void flush() throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
