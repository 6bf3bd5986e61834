// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes writers. What their formats can hold: EVT2 and EVT3 2048x2048 pixels and times modulo 2^34 and 2^24 microseconds,
 * DAT 16384x16384 pixels and times modulo 2^32, AEDAT 4 32768x32768 pixels and any time, text 65536x65536 pixels and any time.
 */
public final class EventWriters {

    /** The formats that can be written. */
    public static final Set<EventFormat> FORMATS =
            EnumSet.of(EventFormat.DAT, EventFormat.EVT2, EventFormat.EVT3, EventFormat.AEDAT4, EventFormat.TEXT);

    private EventWriters() {}

    /**
     * Begins a recording; AEDAT 4 is compressed with LZ4.
     *
     * @param out is buffered by the writer and closed with it
     * @throws IOException if the header cannot be written
     * @throws IllegalArgumentException if the format is none of {@link #FORMATS} or cannot hold the sensor's pixels
     */
    public static EventWriter open(EventFormat format, OutputStream out, Geometry geometry) throws IOException {
        return switch (format) {
            case DAT -> new DatWriter(out, geometry);
            case EVT2 -> new Evt2Writer(out, geometry);
            case EVT3 -> new Evt3Writer(out, geometry);
            case TEXT -> new TextWriter(out, geometry);
            case AEDAT4 -> aedat4(out, geometry, Aedat4Compression.LZ4);
            default ->
                throw new IllegalArgumentException(format + " recordings cannot be written; choose one of " + FORMATS);
        };
    }

    /** Begins an AEDAT 4 recording with a compression of the caller's choice; otherwise as {@link #open}. */
    public static EventWriter aedat4(OutputStream out, Geometry geometry, Aedat4Compression compression)
            throws IOException {
        return new Aedat4Writer(out, geometry, compression);
    }
}
