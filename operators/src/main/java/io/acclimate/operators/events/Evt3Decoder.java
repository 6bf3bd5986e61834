// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Prophesee RAW, EVT 3.0: 16-bit little-endian words, type in bits 15-12, that set the state which later words use.
 * ADDR_Y (0), TIME_HIGH (8) and TIME_LOW (6), 12 bits each, VECT_BASE_X (3: x in bits 10-0, polarity in 11); ADDR_X (2, as
 * VECT_BASE_X) is one event, VECT_12 (4) and VECT_8 (5) are up to 12 and 8 events from the base on, which they move. Time
 * is TIME_HIGH &lt;&lt; 12 | TIME_LOW and wraps after 2^24 microseconds. Source: Prophesee's description of EVT 3.0, OpenEB.
 *
 * <p>Where decoders disagree: VECT words come as 12, 12, 8; OpenEB ignores one that stands alone, here (as in faery) each
 * counts by itself, so that neither a cut nor a lost word costs the others. Only a TIME_HIGH that differs sets TIME_LOW
 * to 0, since cameras repeat it every few microseconds. A lower TIME_LOW under the same TIME_HIGH is a step back, as the
 * sensor's counter makes when it is read while it changes; expelliarmus adds 4096 microseconds for each such step and
 * for each regular wrap. No time is subtracted; OpenEB subtracts the first TIME_HIGH.
 */
final class Evt3Decoder extends WordDecoder {

    private static final int EVENTS_PER_WORD = 12;

    private final PropheseeHeader header;
    private boolean started;
    private long loop;
    private int high;
    private int low;
    private int y;
    private boolean hasRow;
    /** Next column of a vector; negative while there is no base. */
    private int base = -1;

    private byte basePolarity;

    private Evt3Decoder(PropheseeHeader header) {
        super(2, EVENTS_PER_WORD, new TextHeader("% ", PropheseeHeader::isLast, header::accept, 0));
        this.header = header;
    }

    static Evt3Decoder create() {
        return new Evt3Decoder(new PropheseeHeader());
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        setGeometry(header.geometry());
        long[] times = out.times();
        char[] xs = out.x();
        char[] ys = out.y();
        byte[] polarities = out.polarity();
        int n = out.size();
        long taken = report.events() - n;
        int columns = geometry().columns();
        boolean open = isOpen();
        long time = time();
        int at = from;
        for (; at < to && n + EVENTS_PER_WORD <= times.length; at += 2) {
            int word = LittleEndian.u16(bytes, at);
            int type = word >>> 12;
            if (type == 2) {
                int x = word & 2047;
                if (!open | x >= columns && !takes(x, taken + n, at)) {
                    continue;
                }
                open = true;
                order.last = time;
                times[n] = time;
                xs[n] = (char) x;
                ys[n] = (char) y;
                polarities[n++] = (byte) (word >>> 11 & 1);
            } else if (type == 0) {
                y = word & 2047;
                hasRow = true;
                open = isOpen();
            } else if (type == 4 | type == 5) {
                n = vector(type == 4 ? 12 : 8, word, out, n, taken, at);
                open = isOpen();
            } else {
                other(type, word, at);
                time = time();
                open = isOpen();
            }
        }
        report.addEvents(n - out.size());
        out.setSize(n);
        return at;
    }

    private long time() {
        return loop + (high << 12) + low;
    }

    /** Whether events at the present row and time are taken without further question. */
    private boolean isOpen() {
        return started && hasRow && y < geometry().rows() && time() >= order.last;
    }

    private boolean takes(int x, long taken, int at) {
        if (!started) {
            report.add(Fault.BEFORE_TIME, offset(at));
            return false;
        }
        if (!hasRow) {
            report.add(Fault.CORRUPT, offset(at));
            return false;
        }
        return takesDoubtful(x, y, taken, at);
    }

    /** Appends a vector's events at {@code from} and moves the base; returns the index after the last one. */
    private int vector(int length, int word, EventBuffer out, int from, long taken, int at) {
        int first = base;
        if (first < 0) {
            report.add(Fault.CORRUPT, offset(at));
            return from;
        }
        base += length;
        int mask = word & (1 << length) - 1;
        if (mask == 0 || (!isOpen() && !takes(Math.min(first, geometry().columns() - 1), taken + from, at))) {
            return from;
        }
        long time = time();
        order.last = time;
        int n = from;
        for (; mask != 0; mask &= mask - 1) {
            int x = first + Integer.numberOfTrailingZeros(mask);
            if (x >= geometry().columns()) {
                report.add(Fault.OUT_OF_SENSOR, offset(at));
                continue;
            }
            out.times()[n] = time;
            out.x()[n] = (char) x;
            out.y()[n] = (char) y;
            out.polarity()[n++] = basePolarity;
        }
        return n;
    }

    private void other(int type, int word, int at) {
        switch (type) {
            case 3 -> {
                base = word & 2047;
                basePolarity = (byte) (word >>> 11 & 1);
            }
            case 6 -> low = word & 4095;
            case 8 -> readTimeHigh(word & 4095);
            case 0xA -> report.addOther(1);
            case 7, 0xD, 0xE, 0xF -> {
                // Inertial data, monitoring and their continuations.
            }
            default -> report.add(Fault.CORRUPT, offset(at));
        }
    }

    private void readTimeHigh(int next) {
        if (started && high >= next + 2048) {
            loop += 1L << 24;
        }
        if (next != high) {
            low = 0;
        }
        high = next;
        started = true;
    }
}
