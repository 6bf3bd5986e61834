// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.jobs.kafka.Topics;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Options {@code kafka.*}: brokers, topics and delivery. */
public final class KafkaOptions {

    public static final ConfigOption<String> BOOTSTRAP_SERVERS = ConfigOptions.key("kafka.bootstrap-servers")
            .stringType()
            .defaultValue("localhost:9092")
            .withDescription("Brokers that the job asks first for the addresses of all brokers.");

    public static final ConfigOption<String> TOPIC_PREFIX = ConfigOptions.key("kafka.topic-prefix")
            .stringType()
            .defaultValue(Topics.DEFAULT.prefix())
            .withDescription("What all topic names begin with; a dot and the topic's own name follow.");

    public static final ConfigOption<String> GROUP_ID = ConfigOptions.key("kafka.group-id")
            .stringType()
            .defaultValue("acclimate")
            .withDescription("Consumer group under which the job reports how far it has read.");

    public static final ConfigOption<StartingOffsets> STARTING_OFFSETS = ConfigOptions.key("kafka.starting-offsets")
            .enumType(StartingOffsets.class)
            .defaultValue(StartingOffsets.COMMITTED)
            .withDescription("Where a job that starts without checkpoint begins to read;"
                    + " committed falls back to earliest where the group never read.");

    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT = ConfigOptions.key("kafka.transaction-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(15))
            .withDescription("Time after which brokers drop an open transaction and the records in it;"
                    + " longer than a checkpoint interval and the longest outage together,"
                    + " and not longer than the brokers' transaction.max.timeout.ms.");

    public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX = ConfigOptions.key(
                    "kafka.transactional-id-prefix")
            .stringType()
            .defaultValue("acclimate")
            .withDescription(
                    "What the ids of all transactions begin with; no two jobs on the same brokers may share it.");

    public static final ConfigOption<DeliveryGuarantee> DELIVERY = ConfigOptions.key("kafka.delivery")
            .enumType(DeliveryGuarantee.class)
            .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
            .withDescription("Guarantee for every output record; exactly-once holds for readers that skip"
                    + " uncommitted records, and shows them what a checkpoint has completed.");

    public static final ConfigOption<Boolean> BOUNDED = ConfigOptions.key("kafka.bounded")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether the job ends at the offsets that were newest when it started.");

    /** Passed to all Kafka clients, for example {@code kafka.properties.security.protocol: SSL}. */
    public static final ConfigOption<Map<String, String>> PROPERTIES = ConfigOptions.key("kafka.properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("Properties of Kafka's own clients, such as those of security.");

    private static final Pattern SERVERS = Pattern.compile("[^\\s,]+:\\d{1,5}(,\\s*[^\\s,]+:\\d{1,5})*");
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

    static final OptionGroup GROUP = new OptionGroup(
            "Kafka",
            "Brokers, topics and delivery. `kafka.properties.NAME` sets the property NAME of all Kafka clients.",
            List.of(
                    OptionValues.text(
                            BOOTSTRAP_SERVERS,
                            "host:port, or several of them with commas between",
                            servers -> SERVERS.matcher(servers).matches()),
                    OptionValues.text(
                            TOPIC_PREFIX,
                            "1 to 200 letters, digits, dots, underscores or hyphens",
                            KafkaOptions::isTopicPrefix),
                    OptionValues.text(GROUP_ID, "a name that is not blank", name -> !name.isBlank()),
                    OptionValues.oneOf(STARTING_OFFSETS, List.of(StartingOffsets.values())),
                    OptionValues.duration(TRANSACTION_TIMEOUT, Duration.ofSeconds(1), LONGEST_TIMEOUT),
                    OptionValues.text(TRANSACTIONAL_ID_PREFIX, "a name that is not blank", name -> !name.isBlank()),
                    OptionValues.oneOf(
                            DELIVERY, List.of(DeliveryGuarantee.EXACTLY_ONCE, DeliveryGuarantee.AT_LEAST_ONCE)),
                    OptionValues.flag(BOUNDED)));

    private KafkaOptions() {}

    private static boolean isTopicPrefix(String prefix) {
        try {
            return !new Topics(prefix).prefix().isBlank();
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
