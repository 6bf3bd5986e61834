// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Common part of decoders of formats made of words of equal length after an optional header of text: cuts chunks into
 * whole words, keeps an unfinished one, knows the byte offset of each.
 */
abstract class WordDecoder implements EventDecoder {

    private final int wordBytes;
    private final int eventsPerWord;
    private final TextHeader header;
    private final byte[] carry;
    private int carried;
    private int surplusRead;
    private long position;
    private long origin;

    final DecodeReport report = new DecodeReport();
    final TimeOrder order = new TimeOrder(report);
    private Geometry geometry = Geometry.UNKNOWN;

    /**
     * A decoder at the first byte.
     *
     * @param eventsPerWord most events of one word
     * @param header the recording's header, or null if the format has none
     */
    WordDecoder(int wordBytes, int eventsPerWord, TextHeader header) {
        this.wordBytes = wordBytes;
        this.eventsPerWord = eventsPerWord;
        this.header = header;
        this.carry = new byte[wordBytes];
    }

    /**
     * Decodes whole words of {@code bytes[from..to)} until the end, or until the arrays of {@code out} have no room for
     * the events of one more word; returns the index of the first word not decoded.
     */
    abstract int run(byte[] bytes, int from, int to, EventBuffer out);

    /** Byte offset in the recording of index {@code at} of the array that {@link #run} is decoding. */
    final long offset(int at) {
        return origin + at;
    }

    /** Number of bytes consumed in all calls so far. */
    final long position() {
        return position;
    }

    final void setGeometry(Geometry geometry) {
        this.geometry = geometry;
    }

    @Override
    public final int decode(byte[] bytes, int from, int to, EventBuffer out) {
        int at = from;
        if (header != null) {
            at = header.isComplete() ? from : header.read(bytes, from, to);
            if (surplusRead < header.surplus().length && !readSurplus(position + at - from, out)) {
                position += at - from;
                return at;
            }
        }
        int end = decodeWords(bytes, at, to, position + at - from, out);
        position += end - from;
        return end;
    }

    /** Decodes what the header took by mistake, which lies before {@code position}; false if there is no room for it. */
    private boolean readSurplus(long position, EventBuffer out) {
        byte[] surplus = header.surplus();
        long start = position - surplus.length;
        surplusRead = decodeWords(surplus, surplusRead, surplus.length, start + surplusRead, out);
        return surplusRead == surplus.length;
    }

    /** As {@link #decode}, of data after the header that lies at {@code start} in the recording. */
    private int decodeWords(byte[] bytes, int from, int to, long start, EventBuffer out) {
        int at = from;
        if (carried > 0) {
            int missing = Math.min(wordBytes - carried, to - at);
            System.arraycopy(bytes, at, carry, carried, missing);
            if (carried + missing < wordBytes) {
                carried += missing;
                return to;
            }
            origin = start - carried;
            if (runAll(carry, 0, wordBytes, out) == 0) {
                return at;
            }
            at += missing;
            carried = 0;
        }
        origin = start - from;
        int whole = to - (to - at) % wordBytes;
        int end = runAll(bytes, at, whole, out);
        if (end < whole) {
            return end;
        }
        carried = to - whole;
        System.arraycopy(bytes, whole, carry, 0, carried);
        return to;
    }

    private int runAll(byte[] bytes, int from, int to, EventBuffer out) {
        int at = from;
        while (at < to && out.remaining() >= eventsPerWord) {
            out.reserve(Math.max(eventsPerWord, (to - at) / wordBytes));
            at = run(bytes, at, to, out);
        }
        return at;
    }

    /**
     * Counts an event that a hot loop did not take at once, because it lies outside the sensor or is earlier than the
     * last one.
     *
     * @param taken number of events taken so far
     * @return whether to take it all the same
     */
    final boolean takesDoubtful(int x, int y, long taken, int at) {
        return takesDoubtful(x, y, taken, offset(at));
    }

    /** As the other, with the byte offset in the recording. */
    final boolean takesDoubtful(int x, int y, long taken, long offset) {
        if (x >= geometry.columns() || y >= geometry.rows()) {
            report.add(Fault.OUT_OF_SENSOR, offset);
            return false;
        }
        return order.startsNewClock(taken, offset);
    }

    /** Whether what {@link #run} has decoded ends inside something larger than a word. */
    boolean endsInside() {
        return false;
    }

    @Override
    public final void finish() {
        boolean cut = carried > 0 || (header != null && header.isInside()) || endsInside();
        if (cut) {
            report.add(Fault.TRUNCATED, position - carried);
            carried = 0;
        }
    }

    @Override
    public final Geometry geometry() {
        return geometry;
    }

    @Override
    public final DecodeReport report() {
        return report;
    }
}
