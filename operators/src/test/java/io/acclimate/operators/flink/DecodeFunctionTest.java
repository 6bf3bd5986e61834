// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DecodeFunctionTest {

    @TempDir
    private Path schemas;

    private static final String SENSOR_PACKET = SensorPacket.getClassSchema().toString();

    /** A packet as a writer of this schema sends it, with a fourth field if the schema has one. */
    private static RawRecord written(String schemaText, Object values) throws Exception {
        Schema schema = new Schema.Parser().parse(schemaText);
        GenericRecordBuilder packet = new GenericRecordBuilder(schema)
                .set("streamId", "pump")
                .set("timestampsMicros", List.of(10L, 20L))
                .set("channels", 3)
                .set("values", values);
        if (schema.getField("firmware") != null) {
            packet.set("firmware", "7.1");
        }
        byte[] value = new BinaryMessageEncoder<>(GenericData.get(), schema)
                .encode(packet.build())
                .array();
        return RawRecords.record("pump", value, 9);
    }

    private void knowing(String schema) throws Exception {
        Files.writeString(schemas.resolve("writer.avsc"), schema);
    }

    private DecodeRun run() throws Exception {
        return DecodeRun.start(SchemaStore.builtIn().withDirectory(schemas));
    }

    @Test
    void aNewerWriterWithAFieldMoreIsRead() throws Exception {
        String newer =
                SENSOR_PACKET.replace("\"fields\":[", "\"fields\":[{\"name\":\"firmware\",\"type\":\"string\"},");
        knowing(newer);
        try (DecodeRun run = run()) {
            run.process(List.of(written(newer, List.of(1f, 2f, 3f, 4f, 5f, 6f))));

            assertThat(run.letters()).isEmpty();
            assertThat(run.readings().get(0).values()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(run.readings().get(0).timestampsMicros()).containsExactly(10, 20);
        }
    }

    @Test
    void anOlderWriterOfWholeNumbersIsRead() throws Exception {
        String older = SENSOR_PACKET.replace("\"float\"", "\"int\"");
        knowing(older);
        try (DecodeRun run = run()) {
            run.process(List.of(written(older, List.of(1, 2, 3, 4, 5, 6))));

            assertThat(run.letters()).isEmpty();
            assertThat(run.readings().get(0).values()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void aWriterWhoseSchemaIsNotInTheDirectoryIsADeadLetterThatNamesIt() throws Exception {
        String older = SENSOR_PACKET.replace("\"float\"", "\"int\"");
        try (DecodeRun run = run()) {
            run.process(List.of(written(older, List.of(1, 2, 3, 4, 5, 6))));

            DeadLetter letter = run.letters().get(0);
            assertThat(letter.getErrorClass()).isEqualTo("UNKNOWN_SCHEMA");
            assertThat(letter.getSchemaFingerprint())
                    .isEqualTo(SchemaStore.hex(SchemaStore.fingerprint(new Schema.Parser().parse(older))));
        }
    }

    @Test
    void aRecordWithoutAKeyIsAsGoodAsAnyOther() throws Exception {
        SensorPacket packet = RawRecords.packet("pump", 3, 5);
        RawRecord keyed = RawRecords.record(packet, 3);
        try (DecodeRun run = DecodeRun.start()) {
            run.process(List.of(new RawRecord(
                    keyed.topic(), keyed.partition(), 3, keyed.timestampMillis(), new byte[0], keyed.value())));

            assertThat(run.letters()).isEmpty();
            BadInputTest.assertReadings(run.readings().get(0), packet, 3);
        }
    }

    @Test
    void theStreamIsThePacketsAndNotTheKeys() throws Exception {
        RawRecord keyed = RawRecords.record(RawRecords.packet("pump", 3, 5), 3);
        try (DecodeRun run = DecodeRun.start()) {
            run.process(List.of(RawRecords.record("fan", keyed.value(), 3)));

            assertThat(run.readings()).extracting(SensorReadings::streamId).containsExactly("pump");
        }
    }

    @Test
    void theLargestAllowedPacketIsGood() throws Exception {
        String longest = "x".repeat(RawRecords.LIMITS.maxStreamIdLength());
        SensorPacket packet = RawRecords.packet(longest, 0, RawRecords.LIMITS.maxReadings());
        try (DecodeRun run = DecodeRun.start()) {
            run.process(List.of(RawRecords.record(packet, 1)));

            assertThat(run.letters()).isEmpty();
            assertThat(run.count("readings")).isEqualTo(RawRecords.LIMITS.maxReadings());
        }
    }

    @Test
    void extremeButFiniteValuesAndTimesPass() throws Exception {
        SensorPacket packet = RawRecords.packet(
                "pump",
                List.of(Long.MIN_VALUE, Long.MAX_VALUE),
                3,
                List.of(Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, 0f, -0f, 1f));
        try (DecodeRun run = DecodeRun.start()) {
            run.process(List.of(RawRecords.record(packet, 1)));

            BadInputTest.assertReadings(run.readings().get(0), packet, 1);
        }
    }

    @Test
    void theMetricNamesAreThoseThatTheDocumentationStates() throws Exception {
        try (DecodeRun run = DecodeRun.start()) {
            assertThat(run.harness().metrics.names())
                    .containsExactlyInAnyOrder("decode.packets", "decode.readings", "decode.deadLetters");
        }
    }
}
