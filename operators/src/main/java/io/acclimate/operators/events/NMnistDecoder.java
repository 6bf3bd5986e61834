// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * N-MNIST and N-Caltech101 (.bin, .bs2): 5 bytes an event, x, y, then big-endian polarity in bit 23 and time in
 * microseconds in bits 22-0. A record with y = 240 says that the time has overflowed: 8192 microseconds are added to it
 * and to all later times. Source: Orchard et al., Frontiers in Neuroscience 9 (2015) 437; tonic's reader.
 *
 * <p>The files do not say how large the sensor is: N-MNIST has 34x34 pixels, N-Caltech101 up to 240x180.
 */
final class NMnistDecoder extends WordDecoder {

    private static final int OVERFLOW_ROW = 240;
    private static final long OVERFLOW_MICROS = 1 << 13;

    private long offset;

    NMnistDecoder() {
        super(5, 1, null);
    }

    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        int at = from;
        for (; at < to && out.size() < out.times().length; at += 5) {
            int x = bytes[at] & 0xFF;
            int y = bytes[at + 1] & 0xFF;
            if (y == OVERFLOW_ROW) {
                offset += OVERFLOW_MICROS;
                continue;
            }
            long time = offset + ((bytes[at + 2] & 0x7F) << 16 | (bytes[at + 3] & 0xFF) << 8 | bytes[at + 4] & 0xFF);
            if (time >= order.last || takesDoubtful(x, y, report.events(), at)) {
                out.add(time, x, y, bytes[at + 2] < 0);
                order.last = time;
                report.addEvents(1);
            }
        }
        return at;
    }
}
