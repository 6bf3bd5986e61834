// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/** What all filters share: the counters, and the beginning of their state, which says what they are. */
abstract class PixelFilter implements EventFilter {

    private static final int VERSION = 1;

    private final int kind;
    private final Geometry input;
    private final Geometry output;
    private long passed;
    private long dropped;

    /**
     * A filter at the beginning of a stream.
     *
     * @param kind tells states of different filters apart; never changes over releases
     * @param input size of the sensor
     * @param output size of the sensor that passed events are of
     */
    PixelFilter(int kind, Geometry input, Geometry output) {
        if (!input.isKnown()) {
            throw new IllegalArgumentException("a filter needs to know how large the sensor is");
        }
        this.kind = kind;
        this.input = input;
        this.output = output;
    }

    /** Moves what passes to the front of the buffer's arrays; returns how many. */
    abstract int keep(EventBuffer events);

    abstract void write(StateWriter out);

    abstract void read(StateReader in);

    @Override
    public final void apply(EventBuffer events) {
        int size = events.size();
        int kept = keep(events);
        events.setSize(kept);
        passed += kept;
        dropped += size - kept;
    }

    /** Of a filter that remembers nothing of pixels. */
    @Override
    public long bytes() {
        return 0;
    }

    final Geometry input() {
        return input;
    }

    @Override
    public final Geometry geometry() {
        return output;
    }

    @Override
    public final long passed() {
        return passed;
    }

    @Override
    public final long dropped() {
        return dropped;
    }

    @Override
    public final byte[] state() {
        StateWriter out = new StateWriter();
        out.putByte(VERSION);
        out.putByte(kind);
        out.putInt(input.width());
        out.putInt(input.height());
        out.putLong(passed);
        out.putLong(dropped);
        write(out);
        return out.bytes();
    }

    @Override
    public final void restore(byte[] state) {
        StateReader in = new StateReader(state);
        int version = in.getByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a filter's state has version %d; this release reads version %d".formatted(version, VERSION));
        }
        boolean same = in.getByte() == kind & in.getInt() == input.width() & in.getInt() == input.height();
        if (!same) {
            throw new IllegalArgumentException("the state is of another filter or sensor than %s of %s"
                    .formatted(getClass().getSimpleName(), input));
        }
        passed = in.getLong();
        dropped = in.getLong();
        read(in);
        in.end();
    }

    /**
     * Index of an event's pixel, row-major.
     *
     * @throws IndexOutOfBoundsException if it lies outside the sensor
     */
    final int pixel(int x, int y) {
        if (x >= input.width() || y >= input.height()) {
            throw new IndexOutOfBoundsException(
                    "event at column %d, row %d lies outside the sensor of %s".formatted(x, y, input));
        }
        return y * input.width() + x;
    }

    /** Copies event {@code from} to index {@code to} of the same arrays. */
    static void move(EventBuffer events, int from, int to) {
        events.times()[to] = events.times()[from];
        events.x()[to] = events.x()[from];
        events.y()[to] = events.y()[from];
        events.polarity()[to] = events.polarity()[from];
    }
}
