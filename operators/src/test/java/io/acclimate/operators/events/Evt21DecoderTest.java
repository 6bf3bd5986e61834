// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class Evt21DecoderTest {

    private static final long HIGH = 8L << 60;
    private static final long ON = 1L << 60;

    private final EventDecoder decoder = EventFormat.EVT21.newDecoder();

    private static long event(long type, long time, long x, long y, long mask) {
        return type | time << 54 | x << 43 | y << 32 | mask;
    }

    private static byte[] recording(String header, int rotation, long... words) {
        Words bytes = Words.of(header);
        for (long word : words) {
            bytes.u64(Long.rotateLeft(word, rotation));
        }
        return bytes.bytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32})
    void eachSetBitOfTheMaskIsAnEventInEitherOrderOfHalves(int rotation) {
        byte[] bytes = recording(
                "% evt 2.1\n% end\n",
                rotation, HIGH | 2L << 32, event(ON, 3, 64, 7, 0x8000_0005L), event(0, 4, 0, 8, 0x8000_0000L));
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes)))
                .containsExactly("131 64 7 1", "131 66 7 1", "131 95 7 1", "132 31 8 0");
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void aHeaderThatSaysLegacyExchangesTheHalves() {
        byte[] bytes = recording(
                "% format EVT21;endianness=legacy;height=720;width=1280\n% end\n",
                32, HIGH | 2L << 32 | 9, event(ON, 3, 64, 7, 1));
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("131 64 7 1");
        assertThat(decoder.geometry()).isEqualTo(new Geometry(1280, 720));
    }

    @Test
    void pixelsOfAVectorBeyondTheEdgeAreSkippedOneByOne() {
        byte[] bytes = recording(
                "% geometry 70x10\n% end\n", 0, HIGH, event(ON, 0, 64, 1, 0xFFFF_FFFFL), event(ON, 0, 96, 1, 3));
        assertThat(Recordings.decode(decoder, bytes).size()).isEqualTo(6);
        assertThat(decoder.report().count(Fault.OUT_OF_SENSOR)).isEqualTo(26 + 2);
    }

    @Test
    void timeGoesOnAfter34BitsAndTriggersAreCounted() {
        byte[] bytes = recording(
                "% end\n",
                0, HIGH, HIGH | 0xFFF_FFFFL << 32, event(ON, 63, 0, 0, 1), HIGH, 0xAL << 60, event(ON, 0, 0, 0, 1));
        assertThat(Recordings.decode(decoder, bytes).times()).startsWith((1L << 34) - 1, 1L << 34);
        assertThat(decoder.report().otherEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32})
    void vectorsCutAtEveryByteAndEventsBeforeTheFirstTimeDecodeInEitherOrder(int rotation) {
        byte[] bytes = recording(
                "% evt 2.1\n% format EVT21;endianness=" + (rotation == 0 ? "little" : "legacy") + "\n% end\n",
                rotation,
                event(ON, 1, 0, 0, 7),
                HIGH | 2L << 32,
                event(ON, 3, 64, 7, 0xFFFF_FFFFL));
        EventBuffer cut = Recordings.decodeInChunks(decoder, bytes, 1, new Random(1));
        assertThat(cut.size()).isEqualTo(32);
        assertThat(Recordings.line(cut, 31)).isEqualTo("131 95 7 1");
        assertThat(decoder.report().firstFaults())
                .containsExactly(new DecodeReport.At(Fault.BEFORE_TIME, bytes.length - 24));
    }

    @Test
    void rowsBelowTheSensorUnknownWordsStepsBackAndACutEndAreSkippedWithTheirOffsets() {
        byte[] words = recording(
                "% geometry 70x10\n% end\n",
                0, HIGH | 9L << 32, event(ON, 0, 0, 10, 1), 5L << 60, event(ON, 5, 1, 1, 1), event(0, 4, 2, 2, 1));
        int start = words.length - 5 * 8;
        byte[] bytes = Arrays.copyOf(words, words.length + 3);
        assertThat(Recordings.lines(Recordings.decode(decoder, bytes))).containsExactly("581 1 1 1");
        assertThat(decoder.report().firstFaults())
                .containsExactly(
                        new DecodeReport.At(Fault.OUT_OF_SENSOR, start + 8),
                        new DecodeReport.At(Fault.CORRUPT, start + 16),
                        new DecodeReport.At(Fault.TIME_REVERSED, start + 32),
                        new DecodeReport.At(Fault.TRUNCATED, start + 40));
    }
}
