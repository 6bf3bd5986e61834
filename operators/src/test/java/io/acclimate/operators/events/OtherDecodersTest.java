// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** N-MNIST, AEDAT 2 and 3.1, Event Stream. */
class OtherDecodersTest {

    private static final String AEDAT3 = "#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n";

    @Test
    void nMnistAdds8192MicrosecondsAtEachOverflowMark() {
        byte[] bytes = new Words()
                .u8(33, 1, 0x80, 0x01, 0x02, 0, 240, 0, 0, 0, 2, 3, 0x7F, 0xFF, 0xFF)
                .bytes();
        assertThat(Recordings.lines(Recordings.decode(EventFormat.N_MNIST.newDecoder(), bytes)))
                .containsExactly("258 33 1 1", (8192 + 0x7FFFFF) + " 2 3 0");
    }

    @Test
    void aedat2ReadsDvs128AddressesBigEndian() {
        byte[] bytes = Words.of("#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n")
                .bigEndian32(5 << 8 | 3 << 1, 1000, 127 << 8 | 127 << 1 | 1, 1001)
                .bytes();
        EventDecoder decoder = EventFormat.AEDAT2.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("1000 3 5 1", "1001 127 127 0");
        assertThat(decoder.geometry()).isEqualTo(new Geometry(128, 128));
    }

    @Test
    void aedat2AddressesCanBeReadAsTonicReadsThem() {
        byte[] bytes =
                Words.of("#!AER-DAT2.0\n").bigEndian32(5 << 8 | 3 << 1, 1000).bytes();
        EventDecoder decoder = EventFormat.AEDAT2.newDecoder(AddressLayout.DVS128_TRANSPOSED);
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("1000 5 3 0");
    }

    @Test
    void aedat2ReadsDavisChangesAndCountsItsFrames() {
        byte[] bytes = Words.of("#!AER-DAT2.0\n# AEChip: eu.seebetter.ini.chips.davis.Davis346red\n")
                .bigEndian32(200L << 22 | 345 << 12 | 1 << 11, 7, 1L << 31, 8)
                .bytes();
        EventDecoder decoder = EventFormat.AEDAT2.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("7 345 200 1");
        assertThat(decoder.report().otherEvents()).isEqualTo(1);
    }

    /** A DAVIS address may begin with 0x23, as a header line does. */
    @Test
    void aedat2DataThatBeginsWithANumberSignIsNoHeader() {
        byte[] bytes = Words.of("#!AER-DAT2.0\n# AEChip: Davis346\n")
                .bigEndian32(140L << 22 | 5 << 12, 9)
                .bytes();
        assertThat(bytes[bytes.length - 8]).isEqualTo((byte) '#');
        assertThat(Recordings.lines(Recordings.decode(EventFormat.AEDAT2.newDecoder(), bytes)))
                .containsExactly("9 5 140 0");
    }

    @Test
    void aedat2TimeGoesOnAfter32Bits() {
        byte[] bytes =
                Words.of("#!AER-DAT2.0\n").bigEndian32(0, 0xFFFF_FFFFL, 0, 1).bytes();
        assertThat(Recordings.decode(EventFormat.AEDAT2.newDecoder(), bytes).times())
                .startsWith(0xFFFF_FFFFL, (1L << 32) + 1);
    }

    private static Words aedat3Packet(Words words, int type, int overflow, int capacity, int number) {
        return words.u16(type, 1).u32(8, 4, overflow, capacity, number, number);
    }

    private static long polarity(int x, int y, int polarity, int valid) {
        return (long) x << 17 | y << 2 | polarity << 1 | valid;
    }

    @Test
    void aedat3HonoursTypeNumberValidBitAndOverflow() {
        Words words = Words.of(AEDAT3);
        aedat3Packet(words, 0, 0, 1, 1).u32(0, 0);
        aedat3Packet(words, 1, 0, 5, 2).u32(polarity(300, 200, 1, 1), 10, polarity(1, 1, 1, 0), 11);
        aedat3Packet(words, 1, 1, 1, 1).u32(polarity(7, 8, 0, 1), 12);
        EventDecoder decoder = EventFormat.AEDAT3.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, words.bytes())))
                .containsExactly("10 300 200 1", ((1L << 31) + 12) + " 7 8 0");
        assertThat(decoder.report().otherEvents()).isEqualTo(2);
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void aedat3GoesOnAtTheNextPacketAfterDamage() {
        Words words = Words.of(AEDAT3).u8(0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        aedat3Packet(words, 1, 0, 1, 1).u32(polarity(7, 8, 0, 1), 12);
        EventDecoder decoder = EventFormat.AEDAT3.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, words.bytes()))).containsExactly("12 7 8 0");
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.CORRUPT, AEDAT3.length()));
    }

    @Test
    void aedat3InAnotherStorageFormatIsRefused() {
        EventDecoder decoder = EventFormat.AEDAT3.newDecoder();
        Recordings.decode(
                decoder,
                Words.of("#!AER-DAT3.1\n#Format: SerializedTS\n#!END-HEADER\n")
                        .u32(1)
                        .bytes());
        assertThat(decoder.report().count(Fault.UNSUPPORTED)).isEqualTo(1);
    }

    @Test
    void eventStreamTimesAreDifferencesAndRowsCountFromTheBottom() {
        byte[] bytes = Words.of("Event Stream")
                .u8(2, 0, 0, 1)
                .u16(320, 240)
                .u8(0xFF, 0xFF, 0xFE, 5 << 1 | 1)
                .u16(3, 239)
                .u8(0)
                .u16(319, 0)
                .u8(0)
                .u16(320, 0)
                .bytes();
        EventDecoder decoder = EventFormat.EVENT_STREAM.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("259 3 0 1", "259 319 239 0");
        assertThat(decoder.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.OUT_OF_SENSOR, bytes.length - 5));
    }

    @Test
    void eventStreamAtisGreyLevelsAreOtherEvents() {
        byte[] bytes = Words.of("Event Stream")
                .u8(2, 0, 0, 2)
                .u16(304, 240)
                .u8(0xFE, 4 << 2 | 2)
                .u16(1, 239)
                .u8(1)
                .u16(1, 1)
                .bytes();
        EventDecoder decoder = EventFormat.EVENT_STREAM.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("130 1 0 1");
        assertThat(decoder.report().otherEvents()).isEqualTo(1);
    }

    @Test
    void eventStreamOfAnotherVersionIsRefused() {
        EventDecoder decoder = EventFormat.EVENT_STREAM.newDecoder();
        Recordings.decode(
                decoder, Words.of("Event Stream").u8(1, 0, 0, 1, 1, 1, 1).bytes());
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.UNSUPPORTED, 12));
    }

    @Test
    void eventsOutsideTheSensorAndBackInTimeAreSkippedWithTheirOffset() {
        byte[] aedat2 = Words.of("#!AER-DAT2.0\n# AEChip: Davis240C\n")
                .bigEndian32(180L << 22, 5, 9L << 22 | 240 << 12, 5, 1L << 22, 9, 2L << 22, 8)
                .bytes();
        EventDecoder decoder = EventFormat.AEDAT2.newDecoder();
        assertThat(Recordings.lines(Recordings.decode(decoder, aedat2))).containsExactly("9 0 1 0");
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, aedat2.length - 32),
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, aedat2.length - 24),
                        new DecodeReport.At(Fault.TIME_REVERSED, aedat2.length - 8));

        EventDecoder nMnist = EventFormat.N_MNIST.newDecoder();
        Recordings.decode(
                nMnist, new Words().u8(1, 1, 0, 0, 9, 2, 2, 0, 0, 8, 3).bytes());
        assertThat(nMnist.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.TIME_REVERSED, 5), new DecodeReport.At(Fault.TRUNCATED, 10));
    }

    @Test
    void aedat3TimeReversedAndNegativeIsSkipped() {
        Words words = Words.of(AEDAT3);
        aedat3Packet(words, 1, 0, 3, 3)
                .u32(polarity(7, 8, 0, 1), 12, polarity(7, 8, 0, 1), 11, polarity(7, 8, 0, 1), 0x8000_0000L);
        EventDecoder decoder = EventFormat.AEDAT3.newDecoder();
        assertThat(Recordings.decode(decoder, words.bytes()).size()).isEqualTo(1);
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.TIME_REVERSED, words.length() - 16),
                        new DecodeReport.At(Fault.CORRUPT, words.length() - 8));
    }
}
