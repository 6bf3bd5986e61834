// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.nio.charset.StandardCharsets;

/**
 * Event Stream 2 (.es): "Event Stream", three bytes of version, one of kind, then, except for generic streams, width and
 * height as u16. A change event (kind 1) is a byte with the microseconds since the last one in bits 7-1 and the polarity
 * in bit 0, then x and y as u16; 0xFF adds 127 microseconds, 0xFE is a reset. ATIS events (kind 2) have the time in bits
 * 7-2, the polarity in bit 1 and in bit 0 whether it is a grey level; 0xFC-0xFF add 0 to 3 times 63 microseconds. All
 * little-endian. Source: the format's reference implementation as read by faery.
 *
 * <p>Rows of this format count from the bottom; they come out counted from the top. Color events (kind 4), generic
 * events (kind 0) and grey levels are no change events and only counted. Times start at 0.
 */
final class EventStreamDecoder extends WordDecoder {

    static final String MAGIC = "Event Stream";
    private static final byte[] MAGIC_BYTES = MAGIC.getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_HEADER = 16;
    private static final int SIZED_HEADER = 20;
    private static final int CHANGES = 1;
    private static final int ATIS = 2;
    private static final int COLORS = 4;

    private final byte[] header = new byte[SIZED_HEADER];
    private int headerBytes;
    private boolean refused;
    private long time;
    private boolean on;
    private boolean change;
    private int bytesLeft;
    private int length;
    private int lengthShift = -1;
    private int coordinates;

    EventStreamDecoder() {
        super(1, 1, null);
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        int at = from;
        for (; at < to && out.size() < out.times().length; at++) {
            if (refused) {
                return to;
            }
            if (headerBytes < headerLength()) {
                readHeader(bytes[at], at);
            } else if (kind() == 0) {
                generic(bytes[at] & 0xFF);
            } else if (bytesLeft == 0) {
                begin(bytes[at] & 0xFF);
            } else {
                coordinates = coordinates >>> 8 | (bytes[at] & 0xFF) << 24;
                if (--bytesLeft == 0) {
                    end(at, out);
                }
            }
        }
        return at;
    }

    private int kind() {
        return header[FIXED_HEADER - 1];
    }

    private int headerLength() {
        return headerBytes >= FIXED_HEADER && kind() == 0 ? FIXED_HEADER : SIZED_HEADER;
    }

    private void readHeader(byte next, int at) {
        header[headerBytes] = next;
        boolean wrong = headerBytes < MAGIC_BYTES.length
                ? next != MAGIC_BYTES[headerBytes]
                : headerBytes == MAGIC_BYTES.length && next != 2
                        || headerBytes == FIXED_HEADER - 1 && (next < 0 || next == 3 || next > COLORS);
        headerBytes++;
        if (wrong) {
            report.add(Fault.UNSUPPORTED, offset(at));
            refused = true;
        } else if (headerBytes == SIZED_HEADER) {
            setGeometry(
                    Geometry.of(LittleEndian.u16(header, FIXED_HEADER), LittleEndian.u16(header, FIXED_HEADER + 2)));
        }
    }

    private void begin(int first) {
        switch (kind()) {
            case CHANGES -> beginChange(first);
            case ATIS -> beginAtis(first);
            default -> beginColor(first);
        }
    }

    private void beginChange(int first) {
        if (first == 0xFF) {
            time += 127;
        } else if (first != 0xFE) {
            time += first >> 1;
            on = (first & 1) == 1;
            change = true;
            bytesLeft = 4;
        }
    }

    private void beginAtis(int first) {
        if (first >= 0xFC) {
            time += 63L * (first & 3);
        } else {
            time += first >> 2;
            on = (first & 2) != 0;
            change = (first & 1) == 0;
            bytesLeft = 4;
        }
    }

    private void beginColor(int first) {
        if (first == 0xFF) {
            time += 254;
        } else if (first != 0xFE) {
            time += first;
            change = false;
            bytesLeft = 7;
        }
    }

    private void end(int at, EventBuffer out) {
        if (!change) {
            report.addOther(1);
            return;
        }
        int x = coordinates & 0xFFFF;
        int y = coordinates >>> 16;
        if (x >= geometry().columns() || y >= geometry().rows()) {
            report.add(Fault.OUT_OF_SENSOR, offset(at) - 4);
            return;
        }
        out.add(time, x, geometry().isKnown() ? geometry().height() - 1 - y : y, on);
        report.addEvents(1);
    }

    /** Generic events: a length of 7 bits a byte, bit 0 set while more follow, then so many bytes. */
    private void generic(int next) {
        if (bytesLeft > 0) {
            bytesLeft--;
        } else if (lengthShift >= 0) {
            length |= lengthShift < 28 ? next >> 1 << lengthShift : 0;
            lengthShift = (next & 1) == 1 ? lengthShift + 7 : -1;
            if (lengthShift < 0) {
                bytesLeft = length;
                report.addOther(1);
            }
        } else if (next < 0xFE) {
            length = 0;
            lengthShift = 0;
        }
    }

    @Override
    boolean endsInside() {
        return !refused && (headerBytes < headerLength() || bytesLeft > 0 || lengthShift >= 0);
    }
}
