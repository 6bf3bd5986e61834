// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what {@link Evt2Decoder} reads, with one TIME_HIGH wherever the high part of the time changes. */
final class Evt2Writer implements EventWriter {

    private static final int TIME_HIGH = 8;

    private final ByteSink sink;
    private long high = -1;

    Evt2Writer(OutputStream out, Geometry geometry) throws IOException {
        // A wrap is told from a step back by a decrease of more than half of the range.
        sink = new ByteSink(out, "EVT2", geometry, 1 << 11, (1L << 33) - 64);
        String header = "% evt 2.0\n% format EVT2;height=" + geometry.height() + ";width=" + geometry.width()
                + "\n% geometry " + geometry + "\n% end\n";
        sink.put(header.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void write(EventBuffer events) throws IOException {
        for (int i = 0; i < events.size(); i++) {
            long time = sink.check(events, i);
            if (time >>> 6 != high) {
                high = time >>> 6;
                sink.put32(TIME_HIGH << 28 | (int) high & 0xFFF_FFFF);
            }
            sink.put32(events.polarity()[i] << 28 | (int) (time & 63) << 22 | events.x()[i] << 11 | events.y()[i]);
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
