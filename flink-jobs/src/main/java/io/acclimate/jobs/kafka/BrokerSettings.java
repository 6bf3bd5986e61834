// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Settings of an embedded node: one node, little memory, records of any age kept up to a size. */
final class BrokerSettings {

    static final int NODE_ID = 1;

    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", Integer.toString(NODE_ID)),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // Kafka's internal topics want three brokers unless told otherwise.
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // A job may be restored an hour after it was killed and must then still be able to commit.
            Map.entry("transaction.max.timeout.ms", "3600000"),
            Map.entry("message.max.bytes", Integer.toString(TopicAdmin.MAX_RECORD_BYTES)),
            Map.entry("replica.fetch.max.bytes", Integer.toString(TopicAdmin.MAX_RECORD_BYTES)),
            // The default cleaner buffer alone is 128 MiB of heap.
            Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
            Map.entry("offsets.load.buffer.size", "1048576"),
            // Replayed recordings carry their own, often years old, timestamps; expiry by age would delete them at
            // once.
            Map.entry("log.retention.ms", "-1"),
            Map.entry("log.retention.bytes", Long.toString(4L << 30)),
            Map.entry("log.segment.bytes", Integer.toString(256 << 20)));

    private BrokerSettings() {}

    /** The settings of a node that stores in {@code directory} and listens on {@code ports}. */
    static Map<String, String> of(Path directory, LocalPorts ports) {
        String clients = "PLAINTEXT://" + ports.clientAddress();
        Map<String, String> settings = new TreeMap<>(FIXED);
        settings.put("listeners", clients + ",CONTROLLER://" + ports.controllerAddress());
        settings.put("advertised.listeners", clients);
        settings.put("controller.quorum.voters", NODE_ID + "@" + ports.controllerAddress());
        settings.put("log.dirs", directory.toString());
        return settings;
    }
}
