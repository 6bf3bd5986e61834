// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The reader and the producer on a real broker. */
class TopicReaderITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void committedTransactionIsReadAndAbortedOneIsNot() {
        KAFKA.createTopics(2, "transactions");
        try (KafkaProducer<String, String> producer = transactionalProducer("writer-1")) {
            producer.initTransactions();
            inTransaction(producer, "transactions", "committed", 10);
            producer.commitTransaction();
            inTransaction(producer, "transactions", "aborted", 10);
            producer.abortTransaction();
            inTransaction(producer, "transactions", "committed too", 5);
            producer.commitTransaction();
            inTransaction(producer, "transactions", "aborted at the end", 5);
            producer.abortTransaction();
        }
        assertThat(values("transactions", 15)).hasSize(15).allMatch(value -> value.startsWith("committed"));
    }

    @Test
    void openTransactionIsInvisibleUntilItIsCommitted() {
        KAFKA.createTopics(1, "open");
        try (KafkaProducer<String, String> producer = transactionalProducer("writer-2");
                TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), "open")) {
            producer.initTransactions();
            inTransaction(producer, "open", "later", 3);
            assertThat(reader.readAll(0, PATIENCE)).isEmpty();
            producer.commitTransaction();
            assertThat(reader.readAll(3, PATIENCE)).hasSize(3);
        }
    }

    @Test
    void readerFromTheEndSeesOnlyWhatComesAfterIt() {
        KAFKA.createTopics(3, "end");
        send("end", "old");
        try (TopicReader reader = TopicReader.fromEnd(KAFKA.bootstrapServers(), "end")) {
            send("end", "new");
            assertThat(reader.readAll(1, PATIENCE))
                    .extracting(TopicReaderITCase::value)
                    .containsExactly("new");
        }
    }

    @Test
    void severalTopicsAreReadByOneReader() {
        KAFKA.createTopics(1, "left", "right");
        send("left", "l");
        send("right", "r");
        try (TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), "left", "right")) {
            assertThat(reader.readAll(2, PATIENCE))
                    .extracting(ConsumerRecord::topic)
                    .containsExactlyInAnyOrder("left", "right");
        }
    }

    @Test
    void keyTimestampAndOrderWithinAKeySurvive() {
        KAFKA.createTopics(4, "ordered");
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            for (int i = 0; i < 500; i++) {
                producer.send("ordered", "stream-" + i % 5, bytes("%03d".formatted(i)), 1_000L + i);
            }
            producer.flush();
            assertThat(producer.sent()).isEqualTo(500);
        }
        try (TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), "ordered")) {
            List<ConsumerRecord<byte[], byte[]>> records = reader.readAll(500, PATIENCE);
            assertThat(records).allMatch(record -> record.timestamp() == 1_000L + Integer.parseInt(value(record)));
            assertThat(records.stream().filter(record -> "stream-3".equals(text(record.key()))))
                    .extracting(TopicReaderITCase::value)
                    .hasSize(100)
                    .isSorted();
        }
    }

    @Test
    void recordOfTenMebibytesPasses() {
        byte[] large = new byte[10 << 20];
        new SplittableRandom(7).nextBytes(large);
        KAFKA.createTopics(1, "large");
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers());
                TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), "large")) {
            producer.send("large", "key", large, 0L);
            producer.flush();
            assertThat(reader.readAll(1, PATIENCE).get(0).value()).isEqualTo(large);
        }
    }

    @Test
    void recordThatIsTooLargeFailsTheNextFlush() {
        KAFKA.createTopics(1, "refusing");
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            producer.send("refusing", "key", new byte[17 << 20], 0L);
            assertThatThrownBy(producer::flush)
                    .isInstanceOf(KafkaAccessException.class)
                    .hasMessageContaining("would not take a record");
            assertThat(producer.sent()).isZero();
        }
    }

    @Test
    void tooFewRecordsEndTheWaitWithTheirNumber() {
        KAFKA.createTopics(1, "few");
        send("few", "only");
        try (TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), "few")) {
            assertThatThrownBy(() -> reader.readAll(2, Duration.ofMillis(500)))
                    .isInstanceOf(KafkaAccessException.class)
                    .hasMessageContaining("1 of at least 2 records came within 0.5 s");
        }
    }

    @Test
    void missingTopicIsNamedTogetherWithThoseThatExist() {
        KAFKA.createTopics(1, "existing");
        assertThatThrownBy(() -> TopicReader.fromBeginning(KAFKA.bootstrapServers(), "absent"))
                .isInstanceOf(KafkaAccessException.class)
                .hasMessageContaining("has no topic absent; it has")
                .hasMessageContaining("existing");
    }

    private static KafkaProducer<String, String> transactionalProducer(String id) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        KAFKA.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        id,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        600_000),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void inTransaction(KafkaProducer<String, String> producer, String topic, String value, int count) {
        producer.beginTransaction();
        IntStream.range(0, count).forEach(i -> producer.send(new ProducerRecord<>(topic, "key-" + i, value)));
        producer.flush();
    }

    private static void send(String topic, String value) {
        try (RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            producer.send(topic, "key", bytes(value), 0L);
            producer.flush();
        }
    }

    private static List<String> values(String topic, int expected) {
        try (TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), topic)) {
            return reader.readAll(expected, PATIENCE).stream()
                    .map(TopicReaderITCase::value)
                    .toList();
        }
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return text(record.value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
