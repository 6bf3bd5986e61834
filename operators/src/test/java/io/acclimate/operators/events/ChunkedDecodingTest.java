// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.events.FormatSamples.Original;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Bytes come in pieces that know nothing of words, events and packets. */
class ChunkedDecodingTest {

    static List<Original> originals() throws IOException {
        return FormatSamples.originals();
    }

    @ParameterizedTest
    @MethodSource("originals")
    void aRecordingCutAtEveryByteDecodesAsTheWhole(Original original) {
        EventDecoder decoder = original.format().newDecoder();
        EventBuffer cut = Recordings.decodeInChunks(decoder, original.bytes(), 1, new Random(1));
        assertThat(cut.size()).isEqualTo(FormatSamples.EVENTS.size());
        assertThat(Recordings.equal(whole(original), cut)).isTrue();
        assertThat(decoder.report().firstFaults()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("originals")
    void aRecordingCutIntoTwoAnywhereDecodesAsTheWhole(Original original) {
        EventBuffer whole = whole(original);
        byte[] bytes = original.bytes();
        for (int cut = 0; cut <= bytes.length; cut = next(cut)) {
            EventDecoder decoder = original.format().newDecoder();
            EventBuffer events = new EventBuffer(1000);
            decoder.decode(bytes, 0, cut, events);
            decoder.decode(bytes, cut, bytes.length, events);
            decoder.finish();
            assertThat(Recordings.equal(whole, events)).as("cut at " + cut).isTrue();
            assertThat(decoder.report().faults()).isZero();
        }
    }

    /** What is missing is an end; what came before it is decoded as if the rest had followed. */
    @ParameterizedTest
    @MethodSource("originals")
    void aTruncatedRecordingGivesTheEventsThatItHoldsAndAtMostOneFault(Original original) {
        EventBuffer whole = whole(original);
        int truncated = 0;
        int lengths = 0;
        for (int length = 0; length < original.bytes().length; length = next(length)) {
            EventDecoder decoder = original.format().newDecoder();
            EventBuffer events = Recordings.decode(decoder, Arrays.copyOf(original.bytes(), length));
            assertThat(isBeginning(events, whole)).as("length " + length).isTrue();
            assertThat(decoder.report().faults()).isEqualTo(decoder.report().count(Fault.TRUNCATED));
            assertThat(decoder.report().faults()).isLessThanOrEqualTo(1);
            truncated += (int) decoder.report().faults();
            lengths++;
        }
        assertThat(truncated).isGreaterThan(lengths / 3);
    }

    /** Every byte of what lies first, then steps that meet every byte of a word and every word of a packet. */
    private static int next(int at) {
        return at < 300 ? at + 1 : at + 23;
    }

    private static EventBuffer whole(Original original) {
        return Recordings.decode(original.format().newDecoder(), original.bytes());
    }

    private static boolean isBeginning(EventBuffer events, EventBuffer whole) {
        EventBuffer beginning = new EventBuffer(1000);
        beginning.addAll(whole, 0, events.size());
        return Recordings.equal(events, beginning);
    }
}
