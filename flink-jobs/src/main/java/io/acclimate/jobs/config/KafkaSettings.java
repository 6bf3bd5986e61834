// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.connector.base.DeliveryGuarantee;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How the job reads from Kafka and writes to it.
 *
 * @param bootstrapServers brokers, {@code host:port} with commas between
 * @param groupId consumer group of the input
 * @param startingOffsets where a job without checkpoint begins
 * @param transactionTimeout after which brokers drop an open transaction
 * @param transactionalIdPrefix what transaction ids begin with
 * @param delivery guarantee for output records
 * @param bounded whether the job ends at the offsets found at its start
 * @param properties further properties of all clients
 */
public record KafkaSettings(
        String bootstrapServers,
        String groupId,
        StartingOffsets startingOffsets,
        Duration transactionTimeout,
        String transactionalIdPrefix,
        DeliveryGuarantee delivery,
        boolean bounded,
        Map<String, String> properties)
        implements Serializable {

    /** Copies the properties, in order, so that two equal configurations make equal job graphs. */
    public KafkaSettings {
        properties = new TreeMap<>(properties);
    }

    /** The further properties in the form that Kafka's clients take; the caller may add to it. */
    public Properties clientProperties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }
}
