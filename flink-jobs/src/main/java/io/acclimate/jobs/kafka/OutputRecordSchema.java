// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import io.acclimate.state.OutputRecord;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends encoded records to one topic.
 *
 * @param topic the topic
 */
public record OutputRecordSchema(String topic) implements KafkaRecordSerializationSchema<OutputRecord> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(OutputRecord record, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, null, record.timestampMillis(), record.key(), record.value());
    }
}
