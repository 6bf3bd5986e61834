// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import io.acclimate.jobs.config.KafkaSettings;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.RawRecord;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import java.time.Duration;
import java.util.Properties;

/** The job's source and sinks. */
public final class KafkaEnds {

    private final KafkaSettings settings;
    private final Topics topics;
    private final Duration linger;

    /**
     * Ends with these settings.
     *
     * @param linger how long a record that goes out waits for others to share its request, unless the settings say it
     */
    public KafkaEnds(KafkaSettings settings, Topics topics, Duration linger) {
        this.settings = settings;
        this.topics = topics;
        this.linger = linger;
    }

    /** Reads sensor packets; committed transactions only. */
    public KafkaSource<RawRecord> source() {
        return source(topics.sensors(), settings.startingOffsets().initializer());
    }

    /** Reads packets of event cameras; committed transactions only. */
    public KafkaSource<RawRecord> eventSource() {
        return source(topics.events(), settings.startingOffsets().initializer());
    }

    /** Reads labels that come late; committed transactions only. */
    public KafkaSource<RawRecord> labels() {
        return source(topics.labels(), settings.startingOffsets().initializer());
    }

    /**
     * Reads control commands; committed transactions only. A job without state reads all that the topic has, because
     * pauses stand until they are taken back.
     */
    public KafkaSource<RawRecord> control() {
        return source(topics.control(), OffsetsInitializer.earliest());
    }

    private KafkaSource<RawRecord> source(String topic, OffsetsInitializer start) {
        Properties properties = settings.clientProperties();
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        KafkaSourceBuilder<RawRecord> builder = KafkaSource.<RawRecord>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setTopics(topic)
                .setGroupId(settings.groupId())
                .setStartingOffsets(start)
                .setDeserializer(new RawRecordSchema())
                .setProperties(properties);
        if (settings.bounded()) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
    }

    /**
     * Writes to one topic.
     *
     * @param name of the sink, unique in the job; part of its transaction ids
     */
    public KafkaSink<OutputRecord> sink(String topic, String name) {
        Properties properties = settings.clientProperties();
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                String.valueOf(settings.transactionTimeout().toMillis()));
        properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(TopicAdmin.MAX_RECORD_BYTES));
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, String.valueOf(linger.toMillis()));
        KafkaSinkBuilder<OutputRecord> builder = KafkaSink.<OutputRecord>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setKafkaProducerConfig(properties)
                .setRecordSerializer(new OutputRecordSchema(topic))
                .setDeliveryGuarantee(settings.delivery());
        if (settings.delivery() == DeliveryGuarantee.EXACTLY_ONCE) {
            builder.setTransactionalIdPrefix(settings.transactionalIdPrefix() + "-" + name);
        }
        return builder.build();
    }
}
