// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes what {@link Aedat4Decoder} reads: one track of events, at most {@value #PACKET_EVENTS} events a packet, no table
 * of contents, which readers rebuild by scanning.
 */
final class Aedat4Writer implements EventWriter {

    private static final int PACKET_EVENTS = 8192;
    private static final int TRACK = 0;
    private static final String DESCRIPTION = """
            <dv version="2.0">
                <node name="outInfo" path="/mainloop/Recorder/outInfo/">
                    <node name="0" path="/mainloop/Recorder/outInfo/0/">
                        <attr key="compression" type="string">%s</attr>
                        <attr key="originalModuleName" type="string">acclimate</attr>
                        <attr key="originalOutputName" type="string">events</attr>
                        <attr key="typeDescription" type="string">Array of events (polarity ON/OFF).</attr>
                        <attr key="typeIdentifier" type="string">EVTS</attr>
                        <node name="info" path="/mainloop/Recorder/outInfo/0/info/">
                            <attr key="sizeX" type="int">%d</attr>
                            <attr key="sizeY" type="int">%d</attr>
                            <attr key="source" type="string">acclimate</attr>
                            <attr key="tsOffset" type="long">0</attr>
                        </node>
                    </node>
                </node>
            </dv>
            """;

    private final ByteSink sink;
    private final Aedat4Compression compression;

    Aedat4Writer(OutputStream out, Geometry geometry, Aedat4Compression compression) throws IOException {
        sink = new ByteSink(out, "AEDAT4", geometry, 1 << 15, Long.MAX_VALUE);
        this.compression = compression;
        sink.put(Aedat4Decoder.MAGIC.getBytes(StandardCharsets.US_ASCII));
        sink.put(Aedat4Tables.header(
                compression.ordinal(), DESCRIPTION.formatted(compression.name(), geometry.width(), geometry.height())));
    }

    @Override
    public void write(EventBuffer events) throws IOException {
        for (int i = 0; i < events.size(); i++) {
            sink.check(events, i);
        }
        for (int from = 0; from < events.size(); from += PACKET_EVENTS) {
            int to = Math.min(events.size(), from + PACKET_EVENTS);
            byte[] packet = compression.compress(Aedat4Tables.events(events, from, to));
            sink.put(ByteBuffer.allocate(2 * Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(TRACK)
                    .putInt(packet.length)
                    .array());
            sink.put(packet);
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
