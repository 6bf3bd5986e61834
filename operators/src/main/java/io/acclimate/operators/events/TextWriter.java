// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what {@link TextDecoder} reads: a comment with the sensor's size, the names of the columns, then one event a line
 * as time in microseconds, column, row and polarity (1 is ON).
 */
final class TextWriter implements EventWriter {

    private static final int LONGEST_LINE = 3 * 20 + 4;

    private final ByteSink sink;
    private final byte[] line = new byte[LONGEST_LINE];

    TextWriter(OutputStream out, Geometry geometry) throws IOException {
        sink = new ByteSink(out, "TEXT", geometry, 1 << 16, Long.MAX_VALUE);
        sink.put((TextDecoder.GEOMETRY + geometry + "\nt,x,y,p\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void write(EventBuffer events) throws IOException {
        for (int i = 0; i < events.size(); i++) {
            int at = LONGEST_LINE;
            line[--at] = '\n';
            line[--at] = (byte) ('0' + events.polarity()[i]);
            at = putBefore(at, events.y()[i]);
            at = putBefore(at, events.x()[i]);
            at = putBefore(at, sink.check(events, i));
            sink.put(line, at, LONGEST_LINE - at);
        }
    }

    /** Writes a number and a comma that end before {@code end}; returns where they begin. */
    private int putBefore(int end, long value) {
        int at = end;
        line[--at] = ',';
        long rest = value;
        do {
            line[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return at;
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
