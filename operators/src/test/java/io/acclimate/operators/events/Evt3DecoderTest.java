// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class Evt3DecoderTest {

    private static final String HEADER = "% evt 3.0\n% format EVT3;height=720;width=1280\n% end\n";
    private static final int Y = 0x0000;
    private static final int X_ON = 0x2800;
    private static final int BASE_ON = 0x3800;
    private static final int VECT_12 = 0x4000;
    private static final int VECT_8 = 0x5000;
    private static final int LOW = 0x6000;
    private static final int HIGH = 0x8000;

    private final EventDecoder decoder = EventFormat.EVT3.newDecoder();

    private String[] decode(int... words) {
        return Recordings.lines(
                Recordings.decode(decoder, Words.of(HEADER).u16(words).bytes()));
    }

    @Test
    void rowTimeAndPolarityPersistFromWordToWord() {
        assertThat(decode(HIGH | 2, LOW | 5, Y | 7, X_ON | 9, 0x2000 | 10, LOW | 6, X_ON | 11))
                .containsExactly("8197 9 7 1", "8197 10 7 0", "8198 11 7 1");
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void aVectorIsThreeWordsOf12And12And8Pixels() {
        assertThat(decode(HIGH, LOW | 1, Y, BASE_ON | 100, VECT_12 | 0x801, VECT_12 | 1, VECT_8 | 0x80))
                .containsExactly("1 100 0 1", "1 111 0 1", "1 112 0 1", "1 131 0 1");
    }

    @Test
    void aSecondVectorGoesOnWhereTheFirstEnded() {
        assertThat(decode(HIGH, LOW, Y, BASE_ON, VECT_12, VECT_12, VECT_8, VECT_12 | 1, VECT_12, VECT_8))
                .containsExactly("0 32 0 1");
    }

    /** OpenEB ignores a VECT_8 that does not follow two VECT_12. */
    @Test
    void aVectorWordThatStandsAloneCounts() {
        assertThat(decode(HIGH, LOW, Y, BASE_ON | 8, VECT_8 | 3)).containsExactly("0 8 0 1", "0 9 0 1");
    }

    @Test
    void aVectorCutAtEveryByteDecodesAsWhole() {
        byte[] bytes = Words.of(HEADER)
                .u16(HIGH, LOW | 1, Y | 3, BASE_ON | 100, VECT_12 | 0xFFF, VECT_12 | 0xFFF, VECT_8 | 0xFF)
                .bytes();
        EventBuffer whole = Recordings.decode(decoder, bytes);
        EventBuffer cut = Recordings.decodeInChunks(EventFormat.EVT3.newDecoder(), bytes, 1, new Random(1));
        assertThat(whole.size()).isEqualTo(32);
        assertThat(Recordings.equal(whole, cut)).isTrue();
    }

    @Test
    void timeGoesOnAfter24Bits() {
        assertThat(decode(HIGH | 0xFFF, LOW | 0xFFF, Y, X_ON, HIGH, X_ON, LOW | 1, X_ON))
                .containsExactly("16777215 0 0 1", "16777216 0 0 1", "16777217 0 0 1");
    }

    @Test
    void aRepeatedTimeHighKeepsTimeLowAndANewOneClearsIt() {
        assertThat(decode(HIGH | 1, LOW | 9, Y, X_ON, HIGH | 1, X_ON, HIGH | 2, X_ON))
                .containsExactly("4105 0 0 1", "4105 0 0 1", "8192 0 0 1");
    }

    @Test
    void eventsWithoutTimeRowOrBaseAreSkippedWithTheirOffset() {
        assertThat(decode(X_ON, HIGH, X_ON, Y, VECT_8 | 1, X_ON | 3)).containsExactly("0 3 0 1");
        int start = HEADER.length();
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.BEFORE_TIME, start),
                        new DecodeReport.At(Fault.CORRUPT, start + 4),
                        new DecodeReport.At(Fault.CORRUPT, start + 8));
    }

    @Test
    void eventsBelowOrBesideTheSensorAreSkipped() {
        assertThat(decode(
                        HIGH,
                        LOW,
                        Y | 720,
                        X_ON,
                        BASE_ON,
                        VECT_8 | 1,
                        Y | 719,
                        X_ON | 1280,
                        BASE_ON | 1279,
                        VECT_8 | 3))
                .containsExactly("0 1279 719 1");
        assertThat(decoder.report().count(Fault.OUT_OF_SENSOR)).isEqualTo(4);
    }

    @Test
    void stepsBackInTimeAreSkippedUntilTimeHasCaughtUp() {
        assertThat(decode(HIGH, LOW | 20, Y, X_ON, LOW | 10, X_ON, BASE_ON, VECT_8 | 1, LOW | 20, X_ON | 5))
                .containsExactly("20 0 0 1", "20 5 0 1");
        assertThat(decoder.report().count(Fault.TIME_REVERSED)).isEqualTo(2);
    }

    @Test
    void triggersAreCountedAndOtherWordsPassOver() {
        assertThat(decode(HIGH, LOW, Y, 0xA001, 0xE000, 0x7000, 0xF000, 0xD000, X_ON))
                .hasSize(1);
        assertThat(decoder.report().otherEvents()).isEqualTo(1);
        assertThat(decoder.report().faults()).isZero();
    }
}
