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
    /** Below every sensor, so that no event is taken before the first row has come. */
    private static final int NO_ROW = 1 << 20;

    private final PropheseeHeader header;
    private boolean started;
    private long loop;
    private int high;
    private int low;
    private int y = NO_ROW;
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

    /**
     * Rows and single events are four of five words and follow one another at random, so that a branch between them would
     * often be predicted wrongly: both write an event, and only that of an event word stays.
     */
    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        setGeometry(header.geometry());
        long[] times = out.times();
        char[] xs = out.x();
        char[] ys = out.y();
        byte[] polarities = out.polarity();
        int n = out.size();
        long taken = report.events() - n;
        int lastColumn = geometry().columns() - 1;
        int lastRow = geometry().rows() - 1;
        long time = time();
        int closed = closed(time);
        int row = y;
        int at = from;
        for (; at < to && n + EVENTS_PER_WORD <= times.length; at += 2) {
            int word = LittleEndian.u16(bytes, at);
            int type = word >>> 12;
            if ((type & ~2) == 0) {
                int isEvent = type >>> 1;
                int x = word & 2047;
                row += (x - row) & isEvent - 1;
                if (((lastColumn - x | lastRow - row | closed) & -isEvent) < 0) {
                    y = row;
                    if (!takes(x, taken + n, at)) {
                        continue;
                    }
                    closed = 0;
                }
                times[n] = time;
                xs[n] = (char) x;
                ys[n] = (char) row;
                polarities[n] = (byte) (word >>> 11 & 1);
                n += isEvent;
                order.last += (time - order.last) & -(long) isEvent;
            } else if (type == 4 | type == 5) {
                y = row;
                n = vector(type == 4 ? 12 : 8, word, out, n, taken, at);
                closed = closed(time);
            } else {
                other(type, word, at);
                time = time();
                closed = closed(time);
            }
        }
        y = row;
        report.addEvents(n - out.size());
        out.setSize(n);
        return at;
    }

    private long time() {
        return loop + (high << 12) + low;
    }

    /** 0 if events may be taken at this time, else -1. */
    private int closed(long time) {
        return started && time >= order.last ? 0 : -1;
    }

    private boolean takes(int x, long taken, int at) {
        if (!started) {
            report.add(Fault.BEFORE_TIME, offset(at));
            return false;
        }
        if (y == NO_ROW) {
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
        if (mask == 0) {
            return from;
        }
        long time = time();
        boolean plain = closed(time) == 0 && y < geometry().rows();
        if (!plain && !takes(Math.min(first, geometry().columns() - 1), taken + from, at)) {
            return from;
        }
        order.last = time;
        return pixels(first, mask, time, out, from, at);
    }

    private int pixels(int first, int pixels, long time, EventBuffer out, int from, int at) {
        int columns = geometry().columns();
        int n = from;
        for (int mask = pixels; mask != 0; mask &= mask - 1) {
            int x = first + Integer.numberOfTrailingZeros(mask);
            if (x >= columns) {
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
