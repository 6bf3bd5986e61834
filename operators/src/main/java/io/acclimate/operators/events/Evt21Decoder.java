// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Prophesee RAW, EVT 2.1: 64-bit little-endian words, type in bits 63-60. Event words (0 OFF, 1 ON) hold the low 6 bits of
 * the time in bits 59-54, x of their first pixel in 53-43, y in 42-32 and in 31-0 which of the 32 pixels from there on
 * fired; TIME_HIGH (8) holds bits 33-6 of the time in 59-32. Source: Prophesee's description of EVT 2.1, OpenEB.
 *
 * <p>In older files the 32-bit halves of each word are exchanged. The header may say so ({@code endianness=legacy}); else
 * the first TIME_HIGH tells, as its other half is 0. If none is found in the first {@value #DECIDE_WITHIN} words, the
 * order is the present one. Wraps are counted as in {@link Evt2Decoder}.
 */
final class Evt21Decoder extends WordDecoder {

    private static final int DECIDE_WITHIN = 64;
    private static final long WRAP = 1L << 34;

    private final PropheseeHeader header;
    private boolean started;
    private boolean decided;
    private int rotation;
    private int undecided;
    private long high;
    private long loop;

    private Evt21Decoder(PropheseeHeader header) {
        super(8, 32, new TextHeader("% ", PropheseeHeader::isLast, header::accept, 0));
        this.header = header;
    }

    static Evt21Decoder create() {
        return new Evt21Decoder(new PropheseeHeader());
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        setGeometry(header.geometry());
        int at = from;
        for (; at < to && out.times().length - out.size() >= 32; at += 8) {
            long stored = LittleEndian.i64(bytes, at);
            if (!decided) {
                decideOrder(stored);
            }
            long word = Long.rotateLeft(stored, rotation);
            int type = (int) (word >>> 60);
            if (type > 1) {
                other(type, word, at);
            } else if (!started) {
                report.add(Fault.BEFORE_TIME, offset(at));
            } else {
                events(word, type, out, at);
            }
        }
        return at;
    }

    private void decideOrder(long stored) {
        boolean present = stored >>> 60 == 8 && (int) stored == 0;
        boolean legacy = header.legacyWords() || ((int) stored >>> 28 == 8 && stored >>> 32 == 0);
        rotation = legacy ? 32 : 0;
        decided = present || legacy || ++undecided == DECIDE_WITHIN;
    }

    private void events(long word, int type, EventBuffer out, int at) {
        long time = loop + high + (word >>> 54 & 63);
        int x = (int) (word >>> 43) & 2047;
        int y = (int) (word >>> 32) & 2047;
        int mask = (int) word;
        if (time < order.last | y >= geometry().rows() && !takesDoubtful(x, y, report.events(), at)) {
            return;
        }
        int beyond = x + 32 - geometry().columns();
        if (beyond > 0) {
            mask = skipBeyond(mask, beyond, at);
        }
        int n = out.size();
        for (; mask != 0; mask &= mask - 1) {
            out.times()[n] = time;
            out.x()[n] = (char) (x + Integer.numberOfTrailingZeros(mask));
            out.y()[n] = (char) y;
            out.polarity()[n++] = (byte) type;
        }
        order.last = time;
        report.addEvents(n - out.size());
        out.setSize(n);
    }

    private int skipBeyond(int mask, int beyond, int at) {
        int kept = beyond >= 32 ? 0 : mask & -1 >>> beyond;
        for (int lost = Integer.bitCount(mask ^ kept); lost > 0; lost--) {
            report.add(Fault.OUT_OF_SENSOR, offset(at));
        }
        return kept;
    }

    private void other(int type, long word, int at) {
        switch (type) {
            case 8 -> readTimeHigh((word >>> 32 & 0xFFF_FFFFL) << 6);
            case 0xA -> report.addOther(1);
            case 0xD, 0xE, 0xF -> {
                // Inertial data, monitoring and their continuations.
            }
            default -> report.add(Fault.CORRUPT, offset(at));
        }
    }

    private void readTimeHigh(long next) {
        if (started && high - next > WRAP / 2) {
            loop += WRAP;
        }
        high = next;
        started = true;
    }
}
