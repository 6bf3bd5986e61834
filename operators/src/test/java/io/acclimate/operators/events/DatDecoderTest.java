// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DatDecoderTest {

    private static final String HEADER = "% Data file\n% Version 2\n% Height 240\n% Width 304\n";

    private final EventDecoder decoder = EventFormat.DAT.newDecoder();

    private static long pixel(int x, int y, int polarity) {
        return x | (long) y << 14 | (long) polarity << 28;
    }

    @Test
    void aRecordHoldsTimeColumnRowAndPolarity() {
        byte[] bytes = Words.of(HEADER)
                .u8(12, 8)
                .u32(5, pixel(303, 239, 1), 6, pixel(0, 1, 0))
                .bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("5 303 239 1", "6 0 1 0");
        assertThat(decoder.geometry()).isEqualTo(new Geometry(304, 240));
    }

    @Test
    void timeGoesOnAfter32Bits() {
        byte[] bytes = Words.of(HEADER).u8(0, 8).u32(0xFFFF_FFFFL, 0, 3, 0).bytes();
        assertThat(Recordings.decode(decoder, bytes).times()).startsWith(0xFFFF_FFFFL, (1L << 32) + 3);
    }

    /** expelliarmus adds 2^32 microseconds at every decrease. */
    @Test
    void aSmallDecreaseIsAStepBackAndNoWrap() {
        byte[] bytes = Words.of(HEADER).u8(12, 8).u32(100, 0, 90, 0, 101, 0).bytes();
        assertThat(Recordings.decode(decoder, bytes).size()).isEqualTo(2);
        assertThat(decoder.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.TIME_REVERSED, HEADER.length() + 2 + 8));
    }

    @Test
    void withoutHeaderLinesTheRecordsBeginAtOnce() {
        byte[] bytes = Words.of("").u32(7, pixel(1, 2, 1)).bytes();
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("7 1 2 1");
    }

    @Test
    void triggersAreOtherEventsAndUnknownKindsAreRefusedOnce() {
        byte[] triggers = Words.of(HEADER).u8(14, 8).u32(1, 2, 3, 4).bytes();
        assertThat(Recordings.decode(decoder, triggers).isEmpty()).isTrue();
        assertThat(decoder.report().otherEvents()).isEqualTo(2);

        EventDecoder flow = EventFormat.DAT.newDecoder();
        Recordings.decode(flow, Words.of(HEADER).u8(40, 16).u32(1, 2, 3, 4).bytes());
        assertThat(flow.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.UNSUPPORTED, HEADER.length() + 2));
    }

    @Test
    void pixelsOutsideTheSensorAreSkipped() {
        byte[] bytes = Words.of(HEADER).u8(12, 8).u32(1, pixel(304, 0, 1)).bytes();
        assertThat(Recordings.decode(decoder, bytes).isEmpty()).isTrue();
        assertThat(decoder.report().count(Fault.OUT_OF_SENSOR)).isEqualTo(1);
    }
}
