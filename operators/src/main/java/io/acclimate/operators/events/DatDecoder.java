// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Prophesee DAT: header lines, a byte with the kind of record, a byte with its size, then 8-byte little-endian records:
 * time in microseconds as u32; x in bits 13-0, y in 27-14, polarity in bit 28. Kinds 0 and 12 are change events, 14 are
 * triggers; without any header line there are no kind and size bytes and the kind is 0. Source: OpenEB's dat_tools.py.
 *
 * <p>Time wraps after 2^32 microseconds (71.6 minutes). Where decoders disagree: a decrease by more than half of that is
 * a wrap, as 32-bit counters are compared; expelliarmus takes every decrease for one.
 */
final class DatDecoder extends WordDecoder {

    static final int RECORD_BYTES = 8;
    static final int CHANGE_EVENTS = 12;
    private static final int OLD_CHANGE_EVENTS = 0;
    private static final int TRIGGERS = 14;
    private static final long WRAP = 1L << 32;

    private final PropheseeHeader header;
    private final TextHeader lines;
    private boolean begun;
    private long loop;
    private long stored;

    private DatDecoder(PropheseeHeader header, TextHeader lines) {
        super(RECORD_BYTES, 1, lines);
        this.header = header;
        this.lines = lines;
    }

    static DatDecoder create() {
        PropheseeHeader header = new PropheseeHeader();
        return new DatDecoder(header, new TextHeader("% ", line -> false, header::accept, 2));
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        setGeometry(header.geometry());
        int kind = lines.trailer()[0];
        int size = lines.trailer()[1];
        boolean events = kind == CHANGE_EVENTS || kind == OLD_CHANGE_EVENTS;
        if (events && (size == RECORD_BYTES || size == 0)) {
            return events(bytes, from, to, out);
        }
        if (kind == TRIGGERS && size == RECORD_BYTES) {
            report.addOther((to - from) / RECORD_BYTES);
        } else if (!begun) {
            report.add(Fault.UNSUPPORTED, offset(from));
        }
        begun = true;
        return to;
    }

    private int events(byte[] bytes, int from, int to, EventBuffer out) {
        long[] times = out.times();
        char[] xs = out.x();
        char[] ys = out.y();
        byte[] polarities = out.polarity();
        int n = out.size();
        long taken = report.events() - n;
        long last = order.last;
        int columns = geometry().columns();
        int rows = geometry().rows();
        long wraps = loop;
        long before = stored;
        int at = from;
        for (; at < to && n < times.length; at += RECORD_BYTES) {
            long record = LittleEndian.i64(bytes, at);
            long low = record & 0xFFFF_FFFFL;
            if (before - low > WRAP / 2) {
                wraps += WRAP;
            }
            before = low;
            long time = wraps + low;
            int x = (int) (record >>> 32) & 0x3FFF;
            int y = (int) (record >>> 46) & 0x3FFF;
            if (time < last | x >= columns | y >= rows && !takesDoubtful(x, y, taken + n, at)) {
                continue;
            }
            times[n] = time;
            xs[n] = (char) x;
            ys[n] = (char) y;
            polarities[n++] = (byte) (record >>> 60 & 1);
            last = time;
        }
        loop = wraps;
        stored = before;
        order.last = last;
        report.addEvents(n - out.size());
        out.setSize(n);
        return at;
    }
}
