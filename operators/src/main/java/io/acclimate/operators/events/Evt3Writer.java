// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what {@link Evt3Decoder} reads. Events of one time, row and polarity whose columns rise within 32 pixels become
 * a vector of three words (12, 12, 8) where that is shorter than a word each.
 */
final class Evt3Writer implements EventWriter {

    private static final int ADDR_Y = 0;
    private static final int ADDR_X = 2 << 12;
    private static final int VECT_BASE_X = 3 << 12;
    private static final int VECT_12 = 4 << 12;
    private static final int VECT_8 = 5 << 12;
    private static final int TIME_LOW = 6 << 12;
    private static final int TIME_HIGH = 8 << 12;
    private static final int VECTOR_PIXELS = 32;
    /** A vector with its base has four words. */
    private static final int SHORTEST_VECTOR = 5;

    private static final long DAY_MICROS = 86_400_000_000L;

    private final ByteSink sink;
    private long time = -1;
    private int row = -1;

    Evt3Writer(OutputStream out, Geometry geometry) throws IOException {
        sink = new ByteSink(out, "EVT3", geometry, 1 << 11, DAY_MICROS);
        String header = "% evt 3.0\n% format EVT3;height=" + geometry.height() + ";width=" + geometry.width()
                + "\n% geometry " + geometry + "\n% end\n";
        sink.put(header.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void write(EventBuffer events) throws IOException {
        int i = 0;
        while (i < events.size()) {
            writeTime(sink.check(events, i));
            if (events.y()[i] != row) {
                row = events.y()[i];
                sink.put16(ADDR_Y | row);
            }
            int end = runEnd(events, i);
            if (end - i >= SHORTEST_VECTOR) {
                writeVector(events, i, end);
                i = end;
            } else {
                sink.put16(ADDR_X | events.polarity()[i] << 11 | events.x()[i]);
                i++;
            }
        }
    }

    private void writeTime(long next) throws IOException {
        if (next == time) {
            return;
        }
        if (time >= 0) {
            // Each wrap must be seen by the reader, also where no event lies between two.
            for (long wrap = time >>> 24; wrap < next >>> 24; wrap++) {
                sink.put16(TIME_HIGH | 0xFFF);
                sink.put16(TIME_HIGH);
            }
        }
        if (time < 0 || next >>> 12 != time >>> 12) {
            sink.put16(TIME_HIGH | (int) (next >>> 12) & 0xFFF);
        }
        sink.put16(TIME_LOW | (int) next & 0xFFF);
        time = next;
    }

    /** End of the run of events from {@code from} on that one vector holds. */
    private static int runEnd(EventBuffer events, int from) {
        int i = from + 1;
        while (i < events.size()
                && events.times()[i] == events.times()[from]
                && events.y()[i] == events.y()[from]
                && events.polarity()[i] == events.polarity()[from]
                && events.x()[i] > events.x()[i - 1]
                && events.x()[i] < events.x()[from] + VECTOR_PIXELS) {
            i++;
        }
        return i;
    }

    private void writeVector(EventBuffer events, int from, int to) throws IOException {
        int base = events.x()[from];
        int mask = 0;
        for (int i = from; i < to; i++) {
            sink.check(events, i);
            mask |= 1 << events.x()[i] - base;
        }
        sink.put16(VECT_BASE_X | events.polarity()[from] << 11 | base);
        sink.put16(VECT_12 | mask & 0xFFF);
        sink.put16(VECT_12 | mask >>> 12 & 0xFFF);
        sink.put16(VECT_8 | mask >>> 24);
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
