// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * AEDAT 4 of iniVation: {@code #!AER-DAT4.0\r\n}, u32 length and FlatBuffers table of the header, then packets of i32
 * track, u32 size and a compressed, size-prefixed FlatBuffers table. A table of contents may end the file, at the place
 * that the header says. Only packets with the identifier EVTS are events; those of other tracks are counted, not
 * decompressed. Source: iniVation's description of AEDAT 4.0 and its schemas.
 *
 * <p>A packet is collected whole, at most {@value #LARGEST_PACKET} bytes and {@value #LARGEST_TABLE} decompressed, before
 * its events come out. Where a packet's header is impossible, reading goes on at the next byte at which one is possible.
 */
final class Aedat4Decoder extends WordDecoder {

    static final String MAGIC = "#!AER-DAT4.0\r\n";
    static final int LARGEST_PACKET = 1 << 24;
    static final int LARGEST_TABLE = 1 << 26;
    private static final int PREFIX_BYTES = MAGIC.length() + Integer.BYTES;
    private static final int PACKET_HEADER = 8;
    private static final int SIGNATURE = 16;
    private static final int MOST_TRACKS = 4096;

    private enum Part {
        PREFIX,
        HEADER,
        PACKET_HEADER,
        BODY,
        EVENTS,
        REST
    }

    private final GrowingBytes collected = new GrowingBytes(LARGEST_PACKET + PACKET_HEADER);
    private final GrowingBytes table = new GrowingBytes(LARGEST_TABLE);
    private Part part = Part.PREFIX;
    private int wanted = PREFIX_BYTES;
    private Aedat4Compression compression = Aedat4Compression.NONE;
    private Aedat4Description description = Aedat4Description.of("");
    private long contentsAt = -1;
    private long packetAt;
    private boolean lost;
    private int nextEvent;
    private int eventsEnd;

    Aedat4Decoder() {
        super(1, 1, null);
    }

    /** The last byte of a packet counts as consumed only when all its events are out. */
    @Override
    int run(byte[] bytes, int from, int to, EventBuffer out) {
        int at = from;
        while (at < to && part != Part.REST) {
            if (part != Part.EVENTS) {
                int read = Math.min(wanted - collected.length(), to - at);
                collected.append(bytes, at, read);
                at += read;
                if (collected.length() == wanted) {
                    complete(offset(at) - wanted);
                }
                if (part != Part.EVENTS) {
                    continue;
                }
                at--;
            }
            if (!emit(out)) {
                return at;
            }
            expectPacket();
            at++;
        }
        return part == Part.REST ? to : at;
    }

    private void complete(long start) {
        switch (part) {
            case PREFIX -> readPrefix(start);
            case HEADER -> readHeader(start);
            case PACKET_HEADER -> readPacketHeader(start);
            default -> readPacket();
        }
    }

    private void readPrefix(long start) {
        byte[] bytes = collected.array();
        int length = LittleEndian.i32(bytes, MAGIC.length());
        if (!MAGIC.equals(new String(bytes, 0, MAGIC.length(), StandardCharsets.ISO_8859_1))) {
            refuse(Fault.UNSUPPORTED, start);
        } else if (length < PACKET_HEADER || length > LARGEST_PACKET) {
            refuse(Fault.CORRUPT, start + MAGIC.length());
        } else {
            collected.clear();
            wanted = length;
            part = Part.HEADER;
        }
    }

    private void refuse(Fault fault, long at) {
        report.add(fault, at);
        part = Part.REST;
    }

    private void readHeader(long start) {
        try {
            Aedat4Tables.Header header = new Aedat4Tables.Header(collected.array(), collected.length());
            compression = Aedat4Compression.values()[header.compression()];
            contentsAt = header.fileDataPosition();
            description = Aedat4Description.of(header.description());
            setGeometry(description.geometry());
            expectPacket();
        } catch (RuntimeException e) {
            // FlatBuffers for Java does not verify tables: offsets that lead out of them surface here.
            refuse(Fault.CORRUPT, start);
        }
    }

    private void expectPacket() {
        collected.clear();
        wanted = PACKET_HEADER + SIGNATURE;
        part = Part.PACKET_HEADER;
    }

    private void readPacketHeader(long start) {
        byte[] bytes = collected.array();
        int track = LittleEndian.i32(bytes, 0);
        int size = LittleEndian.i32(bytes, Integer.BYTES);
        packetAt = start;
        boolean possible = track >= 0
                && track < MOST_TRACKS
                && size >= SIGNATURE
                && size <= LARGEST_PACKET
                && compression.canBegin(bytes, PACKET_HEADER);
        if (possible) {
            lost = false;
            wanted = PACKET_HEADER + size;
            part = Part.BODY;
            if (collected.length() == wanted) {
                readPacket();
            }
        } else if (start == contentsAt) {
            part = Part.REST;
        } else {
            searchPacket(start);
        }
    }

    private void searchPacket(long start) {
        if (!lost) {
            report.add(Fault.CORRUPT, start);
            lost = true;
        }
        collected.dropFirst();
    }

    private void readPacket() {
        nextEvent = 0;
        eventsEnd = 0;
        int track = LittleEndian.i32(collected.array(), 0);
        boolean wantedTrack =
                description.eventTracks().isEmpty() || description.eventTracks().contains(track);
        try {
            if (wantedTrack) {
                compression.decompress(collected.array(), PACKET_HEADER, collected.length(), table);
            }
            if (wantedTrack && isEvents()) {
                findEvents();
            } else {
                report.addOther(1);
            }
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            report.add(Fault.CORRUPT, packetAt);
        }
        part = Part.EVENTS;
    }

    private boolean isEvents() {
        String identifier = new String(table.array(), PACKET_HEADER, 4, StandardCharsets.ISO_8859_1);
        return table.length() >= SIGNATURE && identifier.equals(Aedat4Tables.EVENTS_IDENTIFIER);
    }

    private void findEvents() throws IOException {
        Aedat4Tables.Events events = new Aedat4Tables.Events(table.array(), table.length());
        int first = events.firstEvent();
        long end = first + (long) Aedat4Tables.EVENT_BYTES * events.count();
        if (first < 0 || events.count() < 0 || end > table.length()) {
            throw new IOException("events lie outside their packet");
        }
        nextEvent = first;
        eventsEnd = (int) end;
    }

    /** Appends events of the packet; false if there is no room for all. Faults have the offset of their packet. */
    private boolean emit(EventBuffer out) {
        byte[] bytes = table.array();
        int columns = geometry().columns();
        int rows = geometry().rows();
        for (; nextEvent < eventsEnd; nextEvent += Aedat4Tables.EVENT_BYTES) {
            if (out.size() == out.times().length) {
                return false;
            }
            long time = LittleEndian.i64(bytes, nextEvent);
            int x = LittleEndian.u16(bytes, nextEvent + 8);
            int y = LittleEndian.u16(bytes, nextEvent + 10);
            if (time < order.last | x >= columns | y >= rows && !takesDoubtful(x, y, report.events(), packetAt)) {
                continue;
            }
            out.add(time, x, y, bytes[nextEvent + 12] != 0);
            order.last = time;
            report.addEvents(1);
        }
        return true;
    }

    @Override
    boolean endsInside() {
        boolean between = part == Part.PACKET_HEADER && (collected.length() == 0 || lost || packetEndsAtContents());
        return part != Part.REST && !between;
    }

    private boolean packetEndsAtContents() {
        return contentsAt >= 0 && position() - collected.length() == contentsAt;
    }
}
