// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what {@link DatDecoder} reads, with records of kind 12. */
final class DatWriter implements EventWriter {

    private final ByteSink sink;

    DatWriter(OutputStream out, Geometry geometry) throws IOException {
        sink = new ByteSink(out, "DAT", geometry, 1 << 14, (1L << 31) - 1);
        String header = "% Data file containing CD events.\n% Version 2\n% Height " + geometry.height() + "\n% Width "
                + geometry.width() + "\n";
        sink.put(header.getBytes(StandardCharsets.US_ASCII));
        sink.put(new byte[] {DatDecoder.CHANGE_EVENTS, DatDecoder.RECORD_BYTES});
    }

    @Override
    public void write(EventBuffer events) throws IOException {
        for (int i = 0; i < events.size(); i++) {
            sink.put32((int) sink.check(events, i));
            sink.put32(events.x()[i] | events.y()[i] << 14 | events.polarity()[i] << 28);
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
