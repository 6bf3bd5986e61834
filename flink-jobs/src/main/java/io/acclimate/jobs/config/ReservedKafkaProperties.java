// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Properties of Kafka's clients that would undo what options of ours, or the job itself, set. */
final class ReservedKafkaProperties {

    private static final String PREFIX = KafkaOptions.PROPERTIES.key() + ".";

    private static final Map<String, String> INSTEAD = new TreeMap<>(Map.of(
            "bootstrap.servers",
            KafkaOptions.BOOTSTRAP_SERVERS.key(),
            "group.id",
            KafkaOptions.GROUP_ID.key(),
            "auto.offset.reset",
            KafkaOptions.STARTING_OFFSETS.key(),
            "transaction.timeout.ms",
            KafkaOptions.TRANSACTION_TIMEOUT.key(),
            "transactional.id",
            KafkaOptions.TRANSACTIONAL_ID_PREFIX.key(),
            "enable.auto.commit",
            "",
            "key.serializer",
            "",
            "value.serializer",
            "",
            "key.deserializer",
            "",
            "value.deserializer",
            ""));

    private ReservedKafkaProperties() {}

    /** Whether {@code key} sets a property of Kafka's clients. */
    static boolean isProperty(String key) {
        return key.startsWith(PREFIX) && key.length() > PREFIX.length();
    }

    /** The sentence that refuses {@code key}, if it must be refused. */
    static Optional<String> problem(String key) {
        return Optional.ofNullable(INSTEAD.get(key.substring(PREFIX.length())))
                .map(option -> option.isEmpty()
                        ? "%s is for the job alone to set; remove it".formatted(key)
                        : "%s would not take effect; set %s instead".formatted(key, option));
    }
}
