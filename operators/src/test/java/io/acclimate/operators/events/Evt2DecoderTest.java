// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Evt2DecoderTest {

    private static final String HEADER = "% evt 2.0\n% geometry 640x480\n% end\n";
    private static final long ON = 1L << 28;

    private final EventDecoder decoder = EventFormat.EVT2.newDecoder();

    private static long event(long type, int time, int x, int y) {
        return type | (long) time << 22 | x << 11 | y;
    }

    private static long high(long units) {
        return 8L << 28 | units;
    }

    @Test
    void timeHighGivesTheUpper28BitsAndAnEventTheLower6() {
        byte[] bytes = Words.of(HEADER)
                .u32(high(3), event(ON, 63, 639, 479), high(4), event(0, 0, 0, 1))
                .bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("255 639 479 1", "256 0 1 0");
        assertThat(decoder.geometry()).isEqualTo(new Geometry(640, 480));
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void timeGoesOnAfter34Bits() {
        byte[] bytes = Words.of(HEADER)
                .u32(high(0xFFF_FFFF), event(ON, 63, 1, 1), high(0), event(ON, 0, 1, 1), high(1), event(ON, 0, 1, 1))
                .bytes();
        EventBuffer events = Recordings.decode(decoder, bytes);
        assertThat(events.times()).startsWith((1L << 34) - 1, 1L << 34, (1L << 34) + 64);
    }

    /** OpenEB's sample decoder would add 2^34 microseconds here. */
    @Test
    void aTimeHighThatIsALittleLowerIsAStepBackAndNoWrap() {
        Words words = Words.of(HEADER).u32(high(100), event(ON, 0, 1, 1), high(80));
        int bad = words.length();
        words.u32(event(ON, 0, 2, 2), high(101), event(ON, 0, 3, 3));
        assertThat(Recordings.lines(Recordings.decode(decoder, words.bytes())))
                .containsExactly("6400 1 1 1", "6464 3 3 1");
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.TIME_REVERSED, bad));
    }

    @Test
    void eventsBeforeTheFirstTimeHighAreSkippedWithTheirOffset() {
        byte[] bytes = Words.of(HEADER)
                .u32(event(ON, 5, 1, 1), high(1), event(ON, 5, 2, 2))
                .bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("69 2 2 1");
        assertThat(decoder.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.BEFORE_TIME, HEADER.length()));
    }

    @Test
    void eventsOutsideTheSensorAreSkippedWithTheirOffset() {
        byte[] bytes = Words.of(HEADER)
                .u32(high(1), event(ON, 0, 640, 0), event(ON, 0, 0, 480), event(ON, 0, 639, 479))
                .bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("64 639 479 1");
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, HEADER.length() + 4),
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, HEADER.length() + 8));
    }

    @Test
    void triggersAndInertialDataAreNoEventsAndNoFaults() {
        byte[] bytes = Words.of(HEADER)
                .u32(high(1), 0xA000_0001L, 0xD000_0000L, 0xE000_0000L, 0xF000_0000L, event(ON, 1, 2, 3))
                .bytes();
        assertThat(Recordings.decode(decoder, bytes).size()).isEqualTo(1);
        assertThat(decoder.report().otherEvents()).isEqualTo(1);
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void wordsOfUnknownTypeAndACutEndAreCounted() {
        byte[] bytes = Words.of(HEADER).u32(high(1), 5L << 28).u16(7).bytes();
        Recordings.decode(decoder, bytes);
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.CORRUPT, HEADER.length() + 4),
                        new DecodeReport.At(Fault.TRUNCATED, HEADER.length() + 8));
    }

    @Test
    void aClockThatStaysBackIsFollowedAfter256Events() {
        Words words = Words.of(HEADER).u32(high(1_000_000), event(ON, 0, 0, 0), high(5));
        for (int i = 0; i < 300; i++) {
            words.u32(event(ON, i / 5, 1, 1));
        }
        EventBuffer events = Recordings.decode(decoder, words.bytes());
        assertThat(events.size()).isEqualTo(1 + 300 - 255);
        assertThat(events.times()[1]).isEqualTo(5 * 64 + 255 / 5);
        assertThat(decoder.report().count(Fault.TIME_REVERSED)).isEqualTo(255);
        assertThat(decoder.report().count(Fault.CLOCK_RESET)).isEqualTo(1);
    }

    @Test
    void aRecordingWithoutHeaderDecodesFromItsFirstByte() {
        byte[] bytes = Words.of("").u32(high(1), event(ON, 1, 2, 3)).bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("65 2 3 1");
        assertThat(decoder.geometry().isKnown()).isFalse();
    }

    /** 0x2025 at the beginning of a little-endian word reads "% ", as a header line begins. */
    @Test
    void dataThatBeginsLikeAHeaderLineIsNotLost() {
        byte[] bytes = Words.of("% evt 2.0\n")
                .u32(event(0, 0, 4, 0x25) | 0x2025, high(1), event(ON, 1, 2, 3))
                .bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("65 2 3 1");
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.BEFORE_TIME, 10));
    }
}
