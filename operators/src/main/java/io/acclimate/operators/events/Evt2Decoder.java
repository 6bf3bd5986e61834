// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Prophesee RAW, EVT 2.0: 32-bit little-endian words, type in bits 31-28. Events (0 OFF, 1 ON) hold the low 6 bits of the
 * time in bits 27-22, x in 21-11, y in 10-0; TIME_HIGH (8) holds bits 33-6 of the time in 27-0. Source: Prophesee's
 * description of EVT 2.0 and OpenEB's decoder.
 *
 * <p>Where decoders disagree: time wraps after 2^34 microseconds, and a TIME_HIGH that is lower by more than half of that
 * is taken for a wrap. OpenEB's sample decoder takes every decrease by more than 640 microseconds for one, so that a
 * single damaged word puts it ahead by four hours. Events before the first TIME_HIGH have no time and are skipped. No
 * time is subtracted.
 */
final class Evt2Decoder extends WordDecoder {

    private static final long WRAP = 1L << 34;

    private final PropheseeHeader header;
    private boolean started;
    private long high;
    private long loop;

    private Evt2Decoder(PropheseeHeader header) {
        super(4, 1, new TextHeader("% ", PropheseeHeader::isLast, header::accept, 0));
        this.header = header;
    }

    static Evt2Decoder create() {
        return new Evt2Decoder(new PropheseeHeader());
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
        long last = order.last;
        int columns = started ? geometry().columns() : 0;
        int rows = geometry().rows();
        long time = loop + high;
        int at = from;
        for (; at < to && n < times.length; at += 4) {
            int word = LittleEndian.i32(bytes, at);
            int type = word >>> 28;
            if (type > 1) {
                time = other(type, word, at);
                columns = started ? geometry().columns() : 0;
                continue;
            }
            long t = time | (word >>> 22 & 63);
            int x = word >>> 11 & 2047;
            int y = word & 2047;
            if (t < last | x >= columns | y >= rows && !takes(x, y, taken + n, at)) {
                continue;
            }
            times[n] = t;
            xs[n] = (char) x;
            ys[n] = (char) y;
            polarities[n++] = (byte) type;
            last = t;
        }
        order.last = last;
        report.addEvents(n - out.size());
        out.setSize(n);
        return at;
    }

    private boolean takes(int x, int y, long taken, int at) {
        if (!started) {
            report.add(Fault.BEFORE_TIME, offset(at));
            return false;
        }
        return takesDoubtful(x, y, taken, at);
    }

    /** Takes a word that is no event; returns the high part of the time from then on. */
    private long other(int type, int word, int at) {
        switch (type) {
            case 8 -> readTimeHigh((word & 0xFFF_FFFFL) << 6);
            case 0xA -> report.addOther(1);
            case 0xD, 0xE, 0xF -> {
                // Inertial data, monitoring and their continuations.
            }
            default -> report.add(Fault.CORRUPT, offset(at));
        }
        return loop + high;
    }

    private void readTimeHigh(long next) {
        if (started && high - next > WRAP / 2) {
            loop += WRAP;
        }
        high = next;
        started = true;
    }
}
