// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.util.Arrays;

/**
 * Events of one event camera as a structure of arrays, in the order of the sensor. It grows up to a limit that its maker
 * sets and never beyond, and is meant to be cleared and filled again: a warm buffer allocates nothing.
 *
 * <p>Hot loops work on {@link #times()}, {@link #x()}, {@link #y()} and {@link #polarity()} directly, of which the first
 * {@link #size()} entries are events. These arrays are the buffer's own: growing replaces them, so fetch them after
 * {@link #reserve}. A {@code char} is Java's unsigned 16-bit number.
 */
public final class EventBuffer {

    /** Least limit of any buffer: decoders need room for all events of one word, of which EVT2.1 has 32. */
    public static final int MIN_LIMIT = 64;

    private static final int FIRST_CAPACITY = 1024;

    private final int limit;
    private long[] times;
    private char[] x;
    private char[] y;
    private byte[] polarity;
    private int size;

    /**
     * An empty buffer.
     *
     * @param limit most events that it ever holds, at least {@link #MIN_LIMIT}; memory at the limit is 13 bytes each
     * @throws IllegalArgumentException if the limit is too small
     */
    public EventBuffer(int limit) {
        if (limit < MIN_LIMIT) {
            throw new IllegalArgumentException(
                    "an event buffer needs room for at least " + MIN_LIMIT + " events, not " + limit);
        }
        this.limit = limit;
        allocate(Math.min(limit, FIRST_CAPACITY));
    }

    private void allocate(int capacity) {
        times = new long[capacity];
        x = new char[capacity];
        y = new char[capacity];
        polarity = new byte[capacity];
    }

    /** Number of events in the buffer. */
    public int size() {
        return size;
    }

    /** Most events that the buffer ever holds. */
    public int limit() {
        return limit;
    }

    /** How many more events fit. */
    public int remaining() {
        return limit - size;
    }

    /** Whether there is no event. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Forgets all events, keeps the memory. */
    public void clear() {
        size = 0;
    }

    /** Times of the events in microseconds of the sensor's clock. */
    public long[] times() {
        return times;
    }

    /** Columns of the events, 0 is left. */
    public char[] x() {
        return x;
    }

    /** Rows of the events, 0 is at the top. */
    public char[] y() {
        return y;
    }

    /** Polarities of the events: 1 is ON (brighter), 0 is OFF (darker). */
    public byte[] polarity() {
        return polarity;
    }

    /**
     * Makes the arrays large enough for {@code more} events after the present ones, at most up to the limit. Write them,
     * then call {@link #setSize}.
     *
     * @return how many may be written now: {@code more}, or fewer where the limit is reached
     */
    public int reserve(int more) {
        int granted = Math.min(Math.max(more, 0), limit - size);
        if (size + granted > times.length) {
            grow((int) Math.min(limit, Math.max(size + granted, 2L * times.length)));
        }
        return granted;
    }

    private void grow(int capacity) {
        times = Arrays.copyOf(times, capacity);
        x = Arrays.copyOf(x, capacity);
        y = Arrays.copyOf(y, capacity);
        polarity = Arrays.copyOf(polarity, capacity);
    }

    /**
     * Says how many entries of the arrays are events, after writing to them or to cut off the last ones.
     *
     * @throws IndexOutOfBoundsException if the arrays are shorter
     */
    public void setSize(int size) {
        if (size < 0 || size > times.length) {
            throw new IndexOutOfBoundsException("size " + size + " of an event buffer of " + times.length);
        }
        this.size = size;
    }

    /**
     * Appends one event.
     *
     * @param timeMicros microseconds of the sensor's clock
     * @param column 0..65535 from the left
     * @param row 0..65535 from the top
     * @param on true for brighter
     * @throws IllegalStateException if the buffer is at its limit
     */
    public void add(long timeMicros, int column, int row, boolean on) {
        if (reserve(1) == 0) {
            throw new IllegalStateException("the event buffer is full at " + limit + " events");
        }
        times[size] = timeMicros;
        x[size] = (char) column;
        y[size] = (char) row;
        polarity[size] = (byte) (on ? 1 : 0);
        size++;
    }

    /** Appends {@code length} events of another buffer; returns how many fitted. */
    public int addAll(EventBuffer other, int from, int length) {
        int granted = reserve(Math.min(length, other.size - from));
        System.arraycopy(other.times, from, times, size, granted);
        System.arraycopy(other.x, from, x, size, granted);
        System.arraycopy(other.y, from, y, size, granted);
        System.arraycopy(other.polarity, from, polarity, size, granted);
        size += granted;
        return granted;
    }
}
