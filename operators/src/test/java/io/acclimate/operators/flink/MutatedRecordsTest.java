// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.state.RawRecord;
import io.acclimate.state.Sample;
import io.acclimate.state.SensorReadings;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Ten thousand mutated records among those of three healthy streams, through the whole chain of operators. */
class MutatedRecordsTest {

    private static final int MUTANTS = 10_000;
    private static final List<String> HEALTHY = List.of("pump", "fan", "belt");
    private static final int PACKETS = 40;
    private static final int READINGS = 20;

    private static List<RawRecord> good;
    private static List<RawRecord> mixed;
    private static Chain undisturbed;
    private static Chain disturbed;

    /** What the records became: readings or letters, and then windows or further letters. */
    private record Chain(DecodeRun decode, WindowRun window) {

        static Chain of(List<RawRecord> records) throws Exception {
            Chain chain = new Chain(DecodeRun.start(), WindowRun.start(Backend.ROCKSDB, null));
            chain.decode.process(records);
            chain.window.process(chain.decode.readings());
            return chain;
        }

        void close() {
            decode.close();
            window.close();
        }
    }

    @BeforeAll
    static void run() throws Exception {
        good = new ArrayList<>();
        mixed = new ArrayList<>();
        Mutations mutations = new Mutations(20260101);
        long offset = 0;
        int between = MUTANTS / (PACKETS * HEALTHY.size());
        for (int number = 0; number < PACKETS; number++) {
            for (String stream : HEALTHY) {
                for (int i = 0; i <= between; i++) {
                    mixed.add(mutations.next(offset++));
                }
                good.add(RawRecords.record(RawRecords.packet(stream, number, READINGS), offset++));
                mixed.add(good.get(good.size() - 1));
            }
        }
        undisturbed = Chain.of(good);
        disturbed = Chain.of(mixed);
    }

    @AfterAll
    static void close() {
        undisturbed.close();
        disturbed.close();
    }

    @Test
    void everyRecordIsEitherDecodedOrOneDeadLetter() {
        Set<Long> decoded =
                disturbed.decode.readings().stream().map(SensorReadings::offset).collect(Collectors.toSet());
        Set<Long> dead =
                disturbed.decode.letters().stream().map(DeadLetter::getOffset).collect(Collectors.toSet());

        assertThat(mixed).hasSizeGreaterThan(MUTANTS);
        assertThat(disturbed.decode.readings()).hasSameSizeAs(decoded);
        assertThat(disturbed.decode.letters()).hasSameSizeAs(dead);
        assertThat(decoded).doesNotContainAnyElementsOf(dead);
        assertThat(decoded.size() + dead.size()).isEqualTo(mixed.size());
        assertThat(disturbed.decode.count("packets")).isEqualTo(decoded.size());
        assertThat(disturbed.decode.count("deadLetters")).isEqualTo(dead.size());
    }

    @Test
    void everyLetterHasTheBytesOfItsRecord() {
        Map<Long, RawRecord> byOffset = new HashMap<>();
        mixed.forEach(record -> byOffset.put(record.offset(), record));

        for (DeadLetter letter : disturbed.decode.letters()) {
            RawRecord record = byOffset.get(letter.getOffset());
            assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(record.value()));
            ByteBuffer key = record.key().length == 0 ? null : ByteBuffer.wrap(record.key());
            assertThat(letter.getKey()).isEqualTo(key);
            assertThat(letter.getPartition()).isEqualTo(record.partition());
            assertThat(letter.getTimestampMillis()).isEqualTo(record.timestampMillis());
        }
    }

    @Test
    void theMutationsReachEveryFault() {
        Set<String> decodeFaults = disturbed.decode.letters().stream()
                .map(DeadLetter::getErrorClass)
                .collect(Collectors.toSet());
        Set<String> windowFaults = disturbed.window.letters().stream()
                .map(DeadLetter::getErrorClass)
                .collect(Collectors.toSet());

        assertThat(decodeFaults)
                .contains(
                        "NOT_SINGLE_OBJECT",
                        "UNKNOWN_SCHEMA",
                        "MALFORMED",
                        "TRAILING_BYTES",
                        "BAD_STREAM_ID",
                        "EMPTY_PACKET",
                        "WRONG_CHANNELS",
                        "WRONG_VALUE_COUNT",
                        "NON_FINITE_VALUE");
        assertThat(windowFaults).contains("LATE", "CLOCK_JUMP");
        assertThat(disturbed.decode.readings()).hasSizeGreaterThan(good.size() + MUTANTS / 10);
    }

    @Test
    void theHealthyStreamsHaveTheSameWindowsToTheBit() {
        Map<String, List<String>> expected = undisturbed.window.texts();
        Map<String, List<String>> found = disturbed.window.texts();
        Set<String> mutants = new HashSet<>(found.keySet());
        mutants.removeAll(HEALTHY);

        assertThat(expected.keySet()).containsExactlyInAnyOrderElementsOf(HEALTHY);
        for (String stream : HEALTHY) {
            assertThat(expected.get(stream)).hasSizeGreaterThan(40);
            assertThat(found.get(stream)).isEqualTo(expected.get(stream));
        }
        assertThat(mutants).isNotEmpty();
        assertThat(undisturbed.window.letters()).isEmpty();
        assertThat(disturbed.window.letters())
                .extracting(DeadLetter::getStreamId)
                .doesNotContainAnyElementsOf(HEALTHY);
    }

    @Test
    void everyWindowIsFinite() {
        for (Sample sample : disturbed.window.windows()) {
            ByteBuffer bytes = ByteBuffer.wrap(sample.data()).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                assertThat(Float.isFinite(bytes.getFloat())).isTrue();
            }
        }
    }

    @Test
    void theHealthyStreamsHaveTheSamePredictionsToTheBit() throws Exception {
        try (AdaptRun expected = Setup.of("tent").start();
                AdaptRun found = Setup.of("tent").start()) {
            expected.process(undisturbed.window.windows());
            found.process(disturbed.window.windows());
            expected.harness().endInput();
            found.harness().endInput();
            assertThat(found.predictions()).hasSameSizeAs(disturbed.window.windows());

            Results healthy = found.results();
            Set.copyOf(healthy.predictions.keySet()).stream()
                    .filter(stream -> !HEALTHY.contains(stream))
                    .forEach(healthy::forget);
            healthy.assertIdentical(expected.results());
        }
    }
}
