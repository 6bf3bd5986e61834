// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The same events as a recording of every format and of every compression of AEDAT 4. */
final class FormatSamples {

    static final Geometry SENSOR = new Geometry(128, 96);
    static final EventBuffer EVENTS = Recordings.generated(5, 300, SENSOR, 1000, 60);

    private FormatSamples() {}

    /** One recording. */
    record Original(EventFormat format, byte[] bytes) {

        @Override
        public String toString() {
            return format + " of " + bytes.length + " bytes";
        }
    }

    static List<Original> originals() throws IOException {
        List<Original> originals = new ArrayList<>();
        for (EventFormat format : EventFormat.values()) {
            originals.add(new Original(format, bytes(format, EVENTS)));
        }
        for (Aedat4Compression compression : List.of(Aedat4Compression.NONE, Aedat4Compression.ZSTD)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (EventWriter writer = EventWriters.aedat4(bytes, SENSOR, compression)) {
                writer.write(EVENTS);
            }
            originals.add(new Original(EventFormat.AEDAT4, bytes.toByteArray()));
        }
        return originals;
    }

    /** Events of a sensor of this size in a format. */
    static byte[] bytes(EventFormat format, EventBuffer events) throws IOException {
        return EventWriters.FORMATS.contains(format)
                ? WriterRoundTripTest.write(format, events, SENSOR)
                : handWritten(format, events);
    }

    private static byte[] handWritten(EventFormat format, EventBuffer events) {
        Words words = Words.of(
                switch (format) {
                    case EVT21 -> "% evt 2.1\n% geometry 128x96\n% end\n";
                    case AEDAT2 -> "#!AER-DAT2.0\r\n# AEChip: DVS128\r\n";
                    case AEDAT3 -> "#!AER-DAT3.1\r\n#!END-HEADER\r\n";
                    case EVENT_STREAM -> "Event Stream";
                    default -> "";
                });
        if (format == EventFormat.EVENT_STREAM) {
            words.u8(2, 0, 0, 1).u16(128, 96);
        }
        for (int i = 0; i < events.size(); i++) {
            handWritten(format, words, events, i);
        }
        return words.bytes();
    }

    private static void handWritten(EventFormat format, Words words, EventBuffer events, int i) {
        long t = events.times()[i];
        int x = events.x()[i];
        int y = events.y()[i];
        long p = events.polarity()[i];
        switch (format) {
            case EVT21 ->
                words.u64(8L << 60 | t >>> 6 << 32, p << 60 | (t & 63) << 54 | (long) x << 43 | (long) y << 32 | 1);
            case AEDAT2 -> words.bigEndian32((long) y << 8 | (long) x << 1 | 1 - p, t);
            case AEDAT3 -> words.u16(1, 1).u32(8, 4, 0, 1, 1, 1).u32((long) x << 17 | (long) y << 2 | p << 1 | 1, t);
            case EVENT_STREAM -> words.u8((int) (t % 100 << 1 | p)).u16(x, y);
            default -> words.u8(x, y, (int) (p << 7 | t >> 16), (int) t >> 8, (int) t);
        }
    }
}
