// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedKafkaITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LONG_AGO = 1_000_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void restartOnTheSameDirectoryKeepsTopicsAndRecords() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            TopicAdmin.createMissing(kafka.bootstrapServers(), List.of("kept"), 2, 1);
            send(kafka, "kept", "before");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThat(TopicAdmin.describeMissing(kafka.bootstrapServers(), List.of("kept", "other")))
                    .containsExactly("other");
            send(kafka, "kept", "after");
            assertThat(values(kafka, "kept", 2)).containsExactlyInAnyOrder("before", "after");
        }
    }

    @Test
    void twoBrokersInOneJvmAreApart(@TempDir Path otherDirectory) {
        try (EmbeddedKafka one = EmbeddedKafka.start(directory);
                EmbeddedKafka other = EmbeddedKafka.start(otherDirectory)) {
            TopicAdmin.createMissing(one.bootstrapServers(), List.of("topic"), 1, 1);
            TopicAdmin.createMissing(other.bootstrapServers(), List.of("topic"), 1, 1);
            send(one, "topic", "for one");
            send(other, "topic", "for the other");
            assertThat(values(one, "topic", 1)).containsExactly("for one");
            assertThat(values(other, "topic", 1)).containsExactly("for the other");
        }
    }

    @Test
    void closingTwiceIsHarmlessAndNothingIsPrintedOnStandardOutput() {
        PrintStream original = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            EmbeddedKafka kafka = EmbeddedKafka.start(directory);
            kafka.close();
            kafka.close();
        } finally {
            System.setOut(original);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void wantedPortIsUsedAndUsedAgainAfterARestart() {
        int port = LocalPorts.choose(0).clients();
        for (int run = 0; run < 2; run++) {
            try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, port)) {
                assertThat(portOf(kafka)).isEqualTo(port);
                TopicAdmin.reachable(kafka.bootstrapServers(), PATIENCE);
            }
        }
    }

    @Test
    void takenPortIsRefusedWithASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory, taken.getLocalPort()))
                    .isInstanceOf(KafkaAccessException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void portTakenAfterItWasChosenFailsTheStartAndNotTheJvm() throws IOException {
        BrokerDirectory.prepare(directory);
        LocalPorts free = LocalPorts.choose(0);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (LocalPorts ports : List.of(
                    new LocalPorts(taken.getLocalPort(), free.controller()),
                    new LocalPorts(free.clients(), taken.getLocalPort()))) {
                assertThatThrownBy(() -> EmbeddedKafka.start(directory, ports))
                        .isInstanceOf(KafkaAccessException.class)
                        .hasMessageContaining("could not start in " + directory);
                assertThat(ports.taken()).isTrue();
            }
        }
        assertThat(free.taken()).isFalse();
        EmbeddedKafka.start(directory).close();
    }

    @Test
    void directoryInUseIsRefusedWithASentence() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory))
                    .isInstanceOf(KafkaAccessException.class)
                    .hasMessage(
                            "another Kafka broker is using %s; stop it or give another directory".formatted(directory));
            TopicAdmin.reachable(kafka.bootstrapServers(), PATIENCE);
        }
    }

    @Test
    void directoryThatIsAFileIsRefusedWithASentence() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> EmbeddedKafka.start(file))
                .isInstanceOf(KafkaAccessException.class)
                .hasMessageContaining("cannot use " + file);
    }

    private static void send(EmbeddedKafka kafka, String topic, String value) {
        try (RecordProducer producer = new RecordProducer(kafka.bootstrapServers())) {
            producer.send(topic, "key", value.getBytes(StandardCharsets.UTF_8), LONG_AGO);
            producer.flush();
        }
    }

    private static List<String> values(EmbeddedKafka kafka, String topic, int expected) {
        try (TopicReader reader = TopicReader.fromBeginning(kafka.bootstrapServers(), topic)) {
            return reader.readAll(expected, PATIENCE).stream()
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static int portOf(EmbeddedKafka kafka) {
        return Integer.parseInt(kafka.bootstrapServers().replaceFirst(".*:", ""));
    }
}
