// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import io.acclimate.schemas.DelayedLabel;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class TailCommandITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOT_AVRO = {0, 1, 2, (byte) 0xff};

    private record Run(int exitCode, String out, String err) {

        List<JsonNode> lines() throws IOException {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : out.lines().toList()) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        }
    }

    @BeforeAll
    static void threeLabelsAndOneBrokenRecord() {
        KAFKA.createTopics(1, Topics.DEFAULT.labels());
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            producer.send(Topics.DEFAULT.labels(), "wrist-1", label("wrist-1", 3), 1_700_000_000_001L);
            producer.send(Topics.DEFAULT.labels(), "broken", NOT_AVRO, 1_700_000_000_002L);
            producer.send(Topics.DEFAULT.labels(), "größe", label("größe", 5), 1_700_000_000_003L);
            producer.send(Topics.DEFAULT.labels(), null, label("wrist-2", 7), 1_700_000_000_004L);
            producer.flush();
        }
    }

    @Test
    void everyRecordIsOneLineOfJson() throws IOException {
        Run run = tail("labels", "--no-follow");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).hasSize(4);
        JsonNode first = run.lines().get(0);
        assertThat(first.get("key").asText()).isEqualTo("wrist-1");
        assertThat(first.get("partition").asInt()).isZero();
        assertThat(first.get("offset").asLong()).isZero();
        assertThat(first.get("timestamp").asLong()).isEqualTo(1_700_000_000_001L);
        assertThat(first.get("value").get("streamId").asText()).isEqualTo("wrist-1");
        assertThat(first.get("value").get("label").asInt()).isEqualTo(3);
        assertThat(run.lines().get(3).get("key").isNull()).isTrue();
    }

    @Test
    void undecodableValueIsPrintedWithItsErrorAndTheRestFollows() throws IOException {
        List<JsonNode> lines = tail("acclimate.labels", "--no-follow").lines();
        assertThat(lines.get(1).get("error").asText()).startsWith("NOT_SINGLE_OBJECT: ");
        assertThat(lines.get(1).get("valueBase64").binaryValue()).isEqualTo(NOT_AVRO);
        assertThat(lines.get(1).has("value")).isFalse();
        assertThat(lines.get(2).get("value").get("label").asInt()).isEqualTo(5);
    }

    @Test
    void outputIsAsciiAndKeepsOtherCharacters() throws IOException {
        Run run = tail("labels", "--no-follow");
        assertThat(run.out()).isASCII();
        assertThat(run.lines().get(2).get("key").asText()).isEqualTo("größe");
        assertThat(run.lines().get(2).get("value").get("streamId").asText()).isEqualTo("größe");
    }

    @Test
    void maxEndsAfterThatManyRecords() throws IOException {
        assertThat(tail("labels", "--max", "2").lines()).hasSize(2);
    }

    @Test
    void fromTheEndWithoutFollowingPrintsNothing() {
        assertThat(tail("labels", "--from", "end", "--no-follow")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void followingPrintsARecordThatComesLater() throws IOException {
        KAFKA.createTopics(2, Topics.DEFAULT.alerts());
        PipedInputStream pipe = new PipedInputStream();
        PrintWriter out = new PrintWriter(new PipedOutputStream(pipe), false, StandardCharsets.UTF_8);
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(
                () -> commandLine().setOut(out).execute(arguments("alerts", "--max", "2")));
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers());
                Scanner lines = new Scanner(pipe, StandardCharsets.UTF_8)) {
            for (int sent = 1; sent <= 2; sent++) {
                producer.send(Topics.DEFAULT.alerts(), "s", label("s", sent), 0L);
                producer.flush();
                assertThat(JSON.readTree(lines.nextLine())
                                .get("value")
                                .get("label")
                                .asInt())
                        .isEqualTo(sent);
            }
            assertThat(exitCode.join()).isZero();
        }
    }

    @Test
    void readerOfThePipeThatGoesEndsTheCommand() throws IOException {
        PipedInputStream pipe = new PipedInputStream();
        PrintWriter out = new PrintWriter(new PipedOutputStream(pipe), false, StandardCharsets.UTF_8);
        pipe.close();
        assertThat(commandLine().setOut(out).execute(arguments("labels"))).isZero();
    }

    @Test
    void keyThatIsNoTextAndValueThatIsAbsentAreShown() throws IOException {
        KAFKA.createTopics(1, "odd");
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("odd", NOT_AVRO, null));
        }
        JsonNode line = tail("odd", "--no-follow").lines().get(0);
        assertThat(line.get("keyBase64").binaryValue()).isEqualTo(NOT_AVRO);
        assertThat(line.get("value").isNull()).isTrue();
    }

    @Test
    void schemaDirectoryDecodesRecordsOfAnotherRelease(@TempDir Path schemas) throws IOException {
        Schema schema =
                SchemaBuilder.record("Later").fields().requiredDouble("x").endRecord();
        GenericRecord later = new GenericRecordBuilder(schema).set("x", 0.5).build();
        ByteBuffer bytes = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(later);
        KAFKA.createTopics(1, "later");
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            producer.send("later", "s", bytes.array(), 0L);
            producer.flush();
        }
        assertThat(tail("later", "--no-follow").out()).contains("UNKNOWN_SCHEMA");
        Files.writeString(schemas.resolve("Later.avsc"), schema.toString());
        assertThat(tail("later", "--no-follow", "--schemas", schemas.toString())
                        .lines()
                        .get(0)
                        .get("value"))
                .isEqualTo(JSON.readTree("{\"x\":0.5}"));
    }

    @Test
    void missingTopicIsASentenceAndExitCodeOne() {
        Run run = tail("predictions");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("acclimate tail: Kafka at " + KAFKA.bootstrapServers()
                        + " has no topic acclimate.predictions; it has ")
                .hasLineCount(1);
    }

    @Test
    void addressWithoutPortIsASentenceAndExitCodeOne() {
        StringWriter err = new StringWriter();
        int exitCode = commandLine().setErr(new PrintWriter(err)).execute("labels", "--bootstrap-servers", "localhost");
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("acclimate tail: 'localhost' is no address of a Kafka broker")
                .hasLineCount(1);
    }

    @Test
    void absentSchemaDirectoryAndBadMaxAreUsageErrors() {
        assertThat(tail("labels", "--schemas", "no-such-directory"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("no-such-directory cannot be read"));
        assertThat(tail("labels", "--max", "0"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--max must be at least 1, not 0"));
    }

    private static Run tail(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments(arguments));
        return new Run(exitCode, out.toString(), err.toString());
    }

    private static CommandLine commandLine() {
        return new CommandLine(new TailCommand());
    }

    private static String[] arguments(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", KAFKA.bootstrapServers()));
        return all.toArray(String[]::new);
    }

    private static byte[] label(String streamId, int label) {
        return RecordCodec.of(DelayedLabel.class, SchemaStore.builtIn())
                .encode(DelayedLabel.newBuilder()
                        .setStreamId(streamId)
                        .setWindowEndMicros(123L)
                        .setLabel(label)
                        .build());
    }
}
