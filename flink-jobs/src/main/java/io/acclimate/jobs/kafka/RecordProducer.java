// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends records in the background, without loss, duplicates or reordering within a partition, and reports a failed one
 * from the next call instead of dropping it silently. Safe for use by several threads.
 */
public final class RecordProducer implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String bootstrap;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * Connects lazily, on the first send.
     *
     * @throws KafkaAccessException if {@code bootstrap} is no list of host:port
     */
    public RecordProducer(String bootstrap) {
        this(bootstrap, PATIENCE);
    }

    /**
     * The same, for brokers that may be away.
     *
     * @param patience how long a record waits for them before it has failed, at least 31 seconds
     */
    public RecordProducer(String bootstrap, Duration patience) {
        this.bootstrap = bootstrap;
        try {
            producer = new KafkaProducer<>(
                    settings(bootstrap, patience), new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw ClientFailures.refused(bootstrap, "open a producer", e);
        }
    }

    private static Map<String, Object> settings(String bootstrap, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // Handing over waits while the buffer is full, or nobody tells where a topic lies.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                millis,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                millis,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                TopicAdmin.MAX_RECORD_BYTES);
    }

    /**
     * Hands one record over; waits while the buffer of 32 MiB is full, so a fast caller runs at the broker's pace.
     *
     * @param timestampMillis timestamp of the record, milliseconds since the epoch
     * @throws KafkaAccessException if this record or an earlier one could not be sent
     */
    public void send(String topic, String key, byte[] value, long timestampMillis) {
        throwIfFailed();
        try {
            producer.send(new ProducerRecord<>(topic, null, timestampMillis, key, value), (metadata, exception) -> {
                if (exception == null) {
                    sent.incrementAndGet();
                } else {
                    failure.compareAndSet(null, exception);
                }
            });
        } catch (KafkaException e) {
            throw ClientFailures.refused(bootstrap, "take a record for topic " + topic, e);
        }
    }

    /**
     * Returns when all records handed over so far are stored.
     *
     * @throws KafkaAccessException if one of them could not be sent
     */
    public void flush() {
        producer.flush();
        throwIfFailed();
    }

    /** Number of records that the brokers have acknowledged. */
    public long sent() {
        return sent.get();
    }

    /** Waits up to ten seconds for records under way; {@link #flush} first where a failure must be noticed. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    private void throwIfFailed() {
        if (failure.get() != null) {
            throw ClientFailures.refused(bootstrap, "take a record", failure.get());
        }
    }
}
