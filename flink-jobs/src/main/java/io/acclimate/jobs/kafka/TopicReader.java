// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads whole topics, committed records only, all partitions that exist when it is made, without a consumer group and so
 * without leaving a trace on the brokers. For one thread, except {@link #wakeup}.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    private TopicReader(String bootstrap, KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        this.bootstrap = bootstrap;
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /**
     * Reads from the oldest record that each partition of the topics still has.
     *
     * @throws KafkaAccessException with a sentence if no broker answers or a topic does not exist
     */
    public static TopicReader fromBeginning(String bootstrap, String... topics) {
        TopicReader reader = open(bootstrap, List.of(topics));
        reader.consumer.seekToBeginning(reader.partitions);
        return reader;
    }

    /**
     * Reads what is committed after this call has returned.
     *
     * @throws KafkaAccessException with a sentence if no broker answers or a topic does not exist
     */
    public static TopicReader fromEnd(String bootstrap, String... topics) {
        TopicReader reader = open(bootstrap, List.of(topics));
        // Kafka's own seekToEnd looks the end up at the first poll only, and would miss what comes between.
        try {
            reader.endOffsets().forEach(reader.consumer::seek);
            return reader;
        } catch (KafkaAccessException e) {
            reader.close();
            throw e;
        }
    }

    private static TopicReader open(String bootstrap, Collection<String> topics) {
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer =
                    new KafkaConsumer<>(settings(bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = partitionsOf(topics, consumer.listTopics(ANSWER_TIMEOUT), bootstrap);
            consumer.assign(partitions);
            return new TopicReader(bootstrap, consumer, partitions);
        } catch (KafkaException | KafkaAccessException e) {
            if (consumer != null) {
                consumer.close();
            }
            throw sentenceOf(e, bootstrap, "list its topics");
        }
    }

    private static KafkaAccessException sentenceOf(RuntimeException failure, String bootstrap, String action) {
        if (failure instanceof KafkaAccessException sentence) {
            return sentence;
        }
        return failure instanceof TimeoutException
                ? ClientFailures.unreachable(bootstrap, ANSWER_TIMEOUT, failure)
                : ClientFailures.refused(bootstrap, action, failure);
    }

    private static Map<String, Object> settings(String bootstrap) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.toIntExact(POLL.toMillis()),
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                TopicAdmin.MAX_RECORD_BYTES);
    }

    private static List<TopicPartition> partitionsOf(
            Collection<String> topics, Map<String, List<PartitionInfo>> present, String bootstrap) {
        for (String topic : topics) {
            if (!present.containsKey(topic)) {
                List<String> others = present.keySet().stream()
                        .filter(name -> !name.startsWith("__"))
                        .sorted()
                        .toList();
                throw new KafkaAccessException("Kafka at %s has no topic %s; it has %s"
                        .formatted(bootstrap, topic, others.isEmpty() ? "none" : String.join(", ", others)));
            }
        }
        return topics.stream()
                .flatMap(topic -> present.get(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * The next records, waiting up to {@code timeout} for some; none after {@link #wakeup}.
     *
     * @throws KafkaAccessException with a sentence if Kafka refuses
     */
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            return ask("hand out records", () -> consumer.poll(timeout));
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    /**
     * Reads on until it has at least {@code expectedAtLeast} records and nothing committed is left.
     *
     * @throws KafkaAccessException that says how many came, if that takes longer than {@code timeout}
     */
    public List<ConsumerRecord<byte[], byte[]>> readAll(int expectedAtLeast, Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (records.size() < expectedAtLeast || !reached(endOffsets())) {
            if (System.nanoTime() > deadline) {
                throw new KafkaAccessException("%s: %d of at least %d records came within %.1f s"
                        .formatted(partitions, records.size(), expectedAtLeast, timeout.toMillis() / 1000.0));
            }
            poll(POLL).forEach(records::add);
        }
        return records;
    }

    /** The offset after the last committed record of each partition, as of now. */
    Map<TopicPartition, Long> endOffsets() {
        return ask("tell the ends of its topics", () -> consumer.endOffsets(partitions, ANSWER_TIMEOUT));
    }

    /** Whether everything before {@code ends} has been read. */
    boolean reached(Map<TopicPartition, Long> ends) {
        return ask("tell the reader's position", () -> ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), ANSWER_TIMEOUT) >= end.getValue()));
    }

    private <T> T ask(String action, Supplier<T> question) {
        try {
            return question.get();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            throw sentenceOf(e, bootstrap, action);
        }
    }

    /** Makes the running {@link #poll}, or the next one, return at once; may be called by any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
