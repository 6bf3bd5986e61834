// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.DelayedLabel;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Every kind of bad record becomes one dead letter, and the records around it do not notice. */
class BadInputTest {

    private static final RawRecord GOOD = RawRecords.record(RawRecords.packet("pump", 0, 10), 0);
    private static final int HEADER_BYTES = 10;
    private static final int READINGS = 10;

    /** What is wrong, the value, the error class, and the stream id that can still be told. */
    static Stream<Arguments> faults() {
        return Stream.concat(brokenBytes(), brokenPackets());
    }

    private static Stream<Arguments> brokenBytes() {
        byte[] good = GOOD.value();
        byte[] unknown = good.clone();
        Arrays.fill(unknown, 2, HEADER_BYTES, (byte) 0x5A);
        byte[] lengthLie = Arrays.copyOf(good, HEADER_BYTES + 6);
        Arrays.fill(lengthLie, HEADER_BYTES, HEADER_BYTES + 5, (byte) 0xFE);
        return Stream.of(
                arguments("empty value", new byte[0], "NOT_SINGLE_OBJECT", null),
                arguments("text", RawRecords.bytes("{\"streamId\": \"pump\"}"), "NOT_SINGLE_OBJECT", null),
                arguments("header only", Arrays.copyOf(good, HEADER_BYTES), "MALFORMED", null),
                arguments("cut in the middle", Arrays.copyOf(good, good.length / 2), "MALFORMED", null),
                arguments("last byte missing", Arrays.copyOf(good, good.length - 1), "MALFORMED", null),
                arguments("lying length", lengthLie, "MALFORMED", null),
                arguments("a byte too many", Arrays.copyOf(good, good.length + 1), "TRAILING_BYTES", null),
                arguments("unknown fingerprint", unknown, "UNKNOWN_SCHEMA", null),
                arguments("record of another topic", label(), "INCOMPATIBLE_SCHEMA", null),
                arguments("absurd size", new byte[RawRecords.LIMITS.maxRecordBytes() + 1], "RECORD_TOO_LARGE", null));
    }

    private static Stream<Arguments> brokenPackets() {
        List<Float> values = List.of(1f, 2f, 3f, 4f, 5f, 6f);
        return Stream.of(
                arguments("NaN", packet("s", 2, 3, with(values, 4, Float.NaN)), "NON_FINITE_VALUE", "s"),
                arguments(
                        "infinity",
                        packet("s", 2, 3, with(values, 0, Float.POSITIVE_INFINITY)),
                        "NON_FINITE_VALUE",
                        "s"),
                arguments(
                        "minus infinity",
                        packet("s", 2, 3, with(values, 5, Float.NEGATIVE_INFINITY)),
                        "NON_FINITE_VALUE",
                        "s"),
                arguments("too few channels", packet("s", 3, 2, values), "WRONG_CHANNELS", "s"),
                arguments("too many channels", packet("s", 1, 6, values), "WRONG_CHANNELS", "s"),
                arguments("no channels", packet("s", 2, 0, List.of()), "WRONG_CHANNELS", "s"),
                arguments("negative channels", packet("s", 2, -3, values), "WRONG_CHANNELS", "s"),
                arguments("values are missing", packet("s", 3, 3, values), "WRONG_VALUE_COUNT", "s"),
                arguments("values without readings", packet("s", 1, 3, values), "WRONG_VALUE_COUNT", "s"),
                arguments("empty packet", packet("s", 0, 3, List.of()), "EMPTY_PACKET", "s"),
                arguments("nothing but values", packet("s", 0, 3, values), "EMPTY_PACKET", "s"),
                arguments("too many readings", tooMany(), "TOO_MANY_READINGS", "s"),
                arguments("empty stream id", packet("", 2, 3, values), "BAD_STREAM_ID", null),
                arguments("stream id of 257", packet("x".repeat(257), 2, 3, values), "BAD_STREAM_ID", null),
                arguments("stream id of 10 kB", packet("x".repeat(10_240), 2, 3, values), "BAD_STREAM_ID", null));
    }

    private static byte[] packet(String stream, int readings, int channels, List<Float> values) {
        List<Long> timestamps = new ArrayList<>();
        for (long i = 0; i < readings; i++) {
            timestamps.add(i * RawRecords.PERIOD_MICROS);
        }
        return RawRecords.record(RawRecords.packet(stream, timestamps, channels, values), 0)
                .value();
    }

    private static byte[] tooMany() {
        int readings = RawRecords.LIMITS.maxReadings() + 1;
        return packet("s", readings, 3, Collections.nCopies(3 * readings, 1f));
    }

    private static List<Float> with(List<Float> values, int index, float value) {
        List<Float> changed = new ArrayList<>(values);
        changed.set(index, value);
        return changed;
    }

    private static byte[] label() {
        DelayedLabel label = DelayedLabel.newBuilder()
                .setStreamId("s")
                .setWindowEndMicros(1)
                .setLabel(1)
                .build();
        return RecordCodec.of(DelayedLabel.class, SchemaStore.builtIn()).encode(label);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aBadRecordIsOneDeadLetterWithItsProvenance(String fault, byte[] value, String errorClass, String stream)
            throws Exception {
        RawRecord bad = RawRecords.record("some key", value, 4711);
        try (DecodeRun run = DecodeRun.start()) {
            run.process(List.of(bad));

            assertThat(run.readings()).isEmpty();
            assertThat(run.letters()).hasSize(1);
            DeadLetter letter = run.letters().get(0);
            assertThat(letter.getErrorClass()).isEqualTo(errorClass);
            assertThat(letter.getStreamId()).isEqualTo(stream);
            assertThat(letter.getTopic()).isEqualTo(bad.topic());
            assertThat(letter.getPartition()).isEqualTo(bad.partition());
            assertThat(letter.getOffset()).isEqualTo(bad.offset());
            assertThat(letter.getTimestampMillis()).isEqualTo(bad.timestampMillis());
            assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(bad.key()));
            assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(value));
            assertThat(letter.getMessage()).isNotBlank().hasSizeLessThan(500);
            OutputRecord record = run.letterRecords().get(0);
            assertThat(record.key()).isEqualTo(bad.key());
            assertThat(record.timestampMillis()).isEqualTo(bad.timestampMillis());
        }
    }

    @Test
    void goodRecordsAmongThemPassUntouched() throws Exception {
        List<byte[]> bad =
                faults().map(arguments -> (byte[]) arguments.get()[1]).toList();
        List<RawRecord> records = new ArrayList<>();
        for (int i = 0; i < bad.size(); i++) {
            records.add(RawRecords.record(RawRecords.packet("pump", i, READINGS), 2L * i));
            records.add(RawRecords.record("", bad.get(i), 2L * i + 1));
        }
        try (DecodeRun run = DecodeRun.start()) {
            run.process(records);

            assertThat(run.letters()).hasSameSizeAs(bad).allMatch(letter -> letter.getOffset() % 2 == 1);
            assertThat(run.readings()).hasSameSizeAs(bad);
            for (int i = 0; i < bad.size(); i++) {
                assertReadings(run.readings().get(i), RawRecords.packet("pump", i, READINGS), 2L * i);
            }
            assertThat(run.count("deadLetters")).isEqualTo(bad.size());
            assertThat(run.count("packets")).isEqualTo(bad.size());
            assertThat(run.count("readings")).isEqualTo((long) bad.size() * READINGS);
        }
    }

    static void assertReadings(SensorReadings found, SensorPacket packet, long offset) {
        RawRecord record = RawRecords.record(packet, offset);
        SensorReadings expected = new SensorReadings(
                packet.getStreamId(),
                packet.getTimestampsMicros().stream().mapToLong(t -> t).toArray(),
                floats(packet.getValues()),
                packet.getChannels(),
                record.topic(),
                record.partition(),
                offset,
                record.timestampMillis());
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    private static float[] floats(List<Float> boxed) {
        float[] values = new float[boxed.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed.get(i);
        }
        return values;
    }
}
