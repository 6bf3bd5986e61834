// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.util.Locale;

/**
 * AEDAT 3.1 of cAER: header lines with '#' up to {@code #!END-HEADER}, then packets: a 28-byte little-endian header (type
 * i16, source i16, event size, time offset, time overflow, capacity, number, valid, i32 each) and {@code number} events.
 * A polarity event (type 1) is u32 with valid in bit 0, polarity in 1, y in 16-2, x in 31-17, and i32 microseconds; the
 * whole time is overflow &lt;&lt; 31 | time. Source: iniVation's description of AEDAT 3.1.
 *
 * <p>Where decoders disagree: tonic reads {@code capacity} events of every packet as polarity events; here the type, the
 * number, the valid bit and the overflow count. Events marked invalid are skipped as other events. Where a header is
 * impossible, reading goes on at the next byte at which one is possible.
 */
final class Aedat3Decoder extends WordDecoder {

    private static final int HEADER_BYTES = 28;
    private static final int POLARITY = 1;
    private static final int POLARITY_BYTES = 8;
    private static final int MOST_TYPES = 32;
    private static final int LARGEST_EVENT = 1 << 24;
    private static final int MOST_EVENTS = 1 << 24;
    private static final long LARGEST_PACKET = 1 << 28;

    private final Format format;
    private final byte[] packetHeader = new byte[HEADER_BYTES];
    private int headerBytes;
    private boolean lost;
    private boolean refused;
    private long bodyLeft;
    private boolean polarity;
    private long overflow;
    private final byte[] event = new byte[POLARITY_BYTES];
    private int eventBytes;

    /** What the header says of how packets are stored. */
    private static final class Format {
        private boolean raw = true;

        void accept(String line) {
            if (line.toLowerCase(Locale.ROOT).startsWith("format:")) {
                raw = line.toLowerCase(Locale.ROOT).contains("raw");
            }
        }
    }

    private Aedat3Decoder(Format format) {
        super(1, 1, new TextHeader("#", line -> line.equals("!END-HEADER"), format::accept, 0));
        this.format = format;
    }

    static Aedat3Decoder create() {
        return new Aedat3Decoder(new Format());
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        if (!format.raw) {
            refuse(from);
            return to;
        }
        int at = from;
        while (at < to && out.size() < out.times().length) {
            if (bodyLeft == 0) {
                at = readHeader(bytes, at, to);
            } else if (polarity) {
                at = readEvent(bytes, at, to, out);
            } else {
                int skipped = (int) Math.min(bodyLeft, to - at);
                bodyLeft -= skipped;
                at += skipped;
            }
        }
        return at;
    }

    private void refuse(int at) {
        if (!refused) {
            report.add(Fault.UNSUPPORTED, offset(at));
            refused = true;
        }
    }

    private int readHeader(byte[] bytes, int from, int to) {
        int read = Math.min(HEADER_BYTES - headerBytes, to - from);
        System.arraycopy(bytes, from, packetHeader, headerBytes, read);
        headerBytes += read;
        if (headerBytes == HEADER_BYTES) {
            openPacket(from + read - HEADER_BYTES);
        }
        return from + read;
    }

    private void openPacket(int at) {
        if (!isPossible()) {
            if (!lost) {
                report.add(Fault.CORRUPT, offset(at));
                lost = true;
            }
            headerBytes = HEADER_BYTES - 1;
            System.arraycopy(packetHeader, 1, packetHeader, 0, headerBytes);
            return;
        }
        lost = false;
        headerBytes = 0;
        int size = LittleEndian.i32(packetHeader, 4);
        int number = LittleEndian.i32(packetHeader, 20);
        polarity = LittleEndian.u16(packetHeader, 0) == POLARITY;
        overflow = (long) LittleEndian.i32(packetHeader, 12) << 31;
        bodyLeft = (long) size * number;
        if (!polarity) {
            report.addOther(number);
        }
    }

    private boolean isPossible() {
        int type = LittleEndian.u16(packetHeader, 0);
        int size = LittleEndian.i32(packetHeader, 4);
        int timeOffset = LittleEndian.i32(packetHeader, 8);
        int capacity = LittleEndian.i32(packetHeader, 16);
        int number = LittleEndian.i32(packetHeader, 20);
        int valid = LittleEndian.i32(packetHeader, 24);
        return type < MOST_TYPES
                && size >= (type == 0 ? 1 : 4)
                && size <= LARGEST_EVENT
                && (type != POLARITY || (size == POLARITY_BYTES && timeOffset == 4))
                && timeOffset >= 0
                && timeOffset < size
                && LittleEndian.i32(packetHeader, 12) >= 0
                && valid >= 0
                && number >= valid
                && capacity >= number
                && capacity <= MOST_EVENTS
                && (long) size * number <= LARGEST_PACKET;
    }

    private int readEvent(byte[] bytes, int from, int to, EventBuffer out) {
        int read = Math.min(POLARITY_BYTES - eventBytes, to - from);
        if (read == POLARITY_BYTES) {
            take(LittleEndian.i64(bytes, from), from, out);
        } else {
            System.arraycopy(bytes, from, event, eventBytes, read);
            eventBytes += read;
            if (eventBytes == POLARITY_BYTES) {
                eventBytes = 0;
                take(LittleEndian.i64(event, 0), from + read - POLARITY_BYTES, out);
            }
        }
        bodyLeft -= read;
        return from + read;
    }

    private void take(long record, int at, EventBuffer out) {
        int time31 = (int) (record >>> 32);
        if ((record & 1) == 0) {
            report.addOther(1);
            return;
        }
        if (time31 < 0) {
            report.add(Fault.CORRUPT, offset(at));
            return;
        }
        long time = overflow | time31;
        int y = (int) (record >>> 2) & 0x7FFF;
        int x = (int) (record >>> 17) & 0x7FFF;
        if (time >= order.last || takesDoubtful(x, y, report.events(), at)) {
            out.add(time, x, y, (record & 2) != 0);
            order.last = time;
            report.addEvents(1);
        }
    }

    @Override
    boolean endsInside() {
        return bodyLeft > 0 || headerBytes > 0 && !lost;
    }
}
