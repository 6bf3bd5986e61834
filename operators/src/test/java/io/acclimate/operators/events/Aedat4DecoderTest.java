// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import com.google.flatbuffers.FlatBufferBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class Aedat4DecoderTest {

    private static final Geometry SENSOR = new Geometry(128, 96);
    private static final EventBuffer EVENTS = Recordings.generated(11, 20_000, SENSOR, 0, 50);
    private static final int PACKET_EVENTS = 8192;

    private final EventDecoder decoder = EventFormat.AEDAT4.newDecoder();

    private static byte[] written(Aedat4Compression compression, EventBuffer events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventWriter writer = EventWriters.aedat4(bytes, SENSOR, compression)) {
            writer.write(events);
        }
        return bytes.toByteArray();
    }

    @Test
    void theHeaderSaysSensorAndCompression() throws IOException {
        Recordings.decode(decoder, written(Aedat4Compression.ZSTD, EVENTS));
        assertThat(decoder.geometry()).isEqualTo(SENSOR);
        assertThat(decoder.report().events()).isEqualTo(EVENTS.size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Aedat4Compression.class,
            names = {"NONE", "LZ4", "ZSTD"})
    void aDamagedPacketIsLostAloneWithItsOffset(Aedat4Compression compression) throws IOException {
        byte[] bytes = written(compression, EVENTS);
        int start = firstPacket(bytes);
        // Behind the frame's header: the vector's length, or the first compressed block.
        Arrays.fill(bytes, start + 8 + 16, start + 8 + 48, (byte) 0xA5);
        EventBuffer events = Recordings.decode(decoder, bytes);
        assertThat(decoder.report().firstFaults()).first().isEqualTo(new DecodeReport.At(Fault.CORRUPT, start));
        assertThat(events.size()).isEqualTo(EVENTS.size() - PACKET_EVENTS);
        assertThat(events.times()[0]).isEqualTo(EVENTS.times()[PACKET_EVENTS]);
    }

    private static int firstPacket(byte[] bytes) {
        int start = Aedat4Decoder.MAGIC.length();
        return start + Integer.BYTES + LittleEndian.i32(bytes, start);
    }

    @Test
    void decodingGoesOnBehindBytesThatAreNoPacket() throws IOException {
        byte[] bytes = written(Aedat4Compression.LZ4, EVENTS);
        int start = firstPacket(bytes);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 100);
        System.arraycopy(bytes, start, longer, start + 100, bytes.length - start);
        Arrays.fill(longer, start, start + 100, (byte) 0xFF);
        assertThat(Recordings.equal(EVENTS, Recordings.decode(decoder, longer))).isTrue();
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.CORRUPT, start));
    }

    @Test
    void packetsOfOtherTracksAreCountedAndNotRead() throws IOException {
        byte[] bytes = written(Aedat4Compression.LZ4, EVENTS);
        bytes[firstPacket(bytes)] = 7;
        assertThat(Recordings.decode(decoder, bytes).size()).isEqualTo(EVENTS.size() - PACKET_EVENTS);
        assertThat(decoder.report().otherEvents()).isEqualTo(1);
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void aTableOfContentsAtThePlaceThatTheHeaderSaysEndsTheEvents() throws IOException {
        byte[] packets = written(Aedat4Compression.NONE, EVENTS);
        int start = firstPacket(packets);
        byte[] table = Aedat4Tables.header(0, "");
        int contentsAt = Aedat4Decoder.MAGIC.length() + contentsHeader(0).length + packets.length - start;
        Words words = Words.of(Aedat4Decoder.MAGIC)
                .u8(unsigned(contentsHeader(contentsAt)))
                .u8(unsigned(Arrays.copyOfRange(packets, start, packets.length)));
        assertThat(words.length()).isEqualTo(contentsAt);
        byte[] bytes = words.u32(table.length, 0x4241_5446L).u8(unsigned(table)).bytes();
        assertThat(Recordings.decode(decoder, bytes).size()).isEqualTo(EVENTS.size());
        assertThat(decoder.report().firstFaults()).isEmpty();
    }

    private static byte[] contentsHeader(long contentsAt) {
        FlatBufferBuilder builder = new FlatBufferBuilder(64);
        builder.startTable(3);
        builder.addLong(1, contentsAt, -1);
        builder.finishSizePrefixed(builder.endTable(), Aedat4Tables.HEADER_IDENTIFIER);
        return builder.sizedByteArray();
    }

    private static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        Arrays.setAll(values, i -> bytes[i]);
        return values;
    }

    @Test
    void anotherMagicIsRefusedOnceAndAnImpossibleHeaderToo() throws IOException {
        Recordings.decode(decoder, Words.of("#!AER-DAT4.1\r\n....").bytes());
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.UNSUPPORTED, 0));

        EventDecoder second = EventFormat.AEDAT4.newDecoder();
        Recordings.decode(
                second, Words.of(Aedat4Decoder.MAGIC).u32(0x7FFF_FFFFL, 1, 2, 3).bytes());
        assertThat(second.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.CORRUPT, Aedat4Decoder.MAGIC.length()));
    }

    @Test
    void eventsOutsideTheSensorAndBackInTimeAreSkippedWithTheOffsetOfTheirPacket() throws IOException {
        EventBuffer events = new EventBuffer(64);
        events.add(100, 1, 1, true);
        events.add(101, 2, 2, true);
        events.add(102, 3, 3, true);
        byte[] bytes = written(Aedat4Compression.NONE, events);
        int start = firstPacket(bytes);
        int first = bytes.length - 3 * Aedat4Tables.EVENT_BYTES;
        LittleEndian.put16(bytes, first + Aedat4Tables.EVENT_BYTES + 8, 128);
        LittleEndian.put32(bytes, first + 2 * Aedat4Tables.EVENT_BYTES, 99);
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("100 1 1 1");
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, start),
                        new DecodeReport.At(Fault.TIME_REVERSED, start));
    }
}
