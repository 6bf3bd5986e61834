// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates and looks up topics. Every method throws {@link KafkaAccessException}, whose message is a sentence for the
 * user, when no broker answers or Kafka refuses.
 */
public final class TopicAdmin {

    /** Largest record in bytes, 16 MiB: a packet holds many readings or events. */
    public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private TopicAdmin() {}

    /** Returns when a broker at {@code bootstrap} (host:port, comma separated) has answered, {@code timeout} at most. */
    public static void reachable(String bootstrap, Duration timeout) {
        call(
                bootstrap,
                timeout,
                "describe its cluster",
                admin -> ClientFailures.await(admin.describeCluster().nodes(), bootstrap, timeout));
    }

    /** Those of {@code topics} that do not exist, in the given order. */
    public static List<String> describeMissing(String bootstrap, Collection<String> topics) {
        return call(bootstrap, TIMEOUT, "list its topics", admin -> missing(admin, bootstrap, topics));
    }

    /**
     * Creates those of {@code topics} that do not exist and waits until a broker serves them; existing ones are left as
     * they are.
     *
     * @param partitions partitions of each created topic, at least 1
     * @param replication copies of each partition, 1 to the number of brokers
     * @return the topics that this call created
     */
    public static List<String> createMissing(
            String bootstrap, Collection<String> topics, int partitions, int replication) {
        return call(bootstrap, TIMEOUT, "list its topics", admin -> {
            List<String> missing = missing(admin, bootstrap, topics);
            Map<String, KafkaFuture<Void>> creations = admin.createTopics(missing.stream()
                            .map(name -> newTopic(name, partitions, replication))
                            .toList())
                    .values();
            List<String> created = missing.stream()
                    .filter(name -> created(creations.get(name), bootstrap, name))
                    .toList();
            awaitServed(admin, bootstrap, missing);
            return created;
        });
    }

    /** Records that a topic has had so far, those of transactions with their marks. */
    public static long records(String bootstrap, String topic) {
        return call(
                bootstrap,
                TIMEOUT,
                "tell the ends of topic " + topic,
                admin -> ends(admin, bootstrap, topic).values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    /** Those of them that a consumer group has not reported as read. */
    public static long unread(String bootstrap, String group, String topic) {
        return call(bootstrap, TIMEOUT, "tell how far " + group + " has read", admin -> {
            Map<TopicPartition, OffsetAndMetadata> read = ClientFailures.await(
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), bootstrap, TIMEOUT);
            return ends(admin, bootstrap, topic).entrySet().stream()
                    .mapToLong(end -> end.getValue()
                            - Optional.ofNullable(read.get(end.getKey()))
                                    .map(OffsetAndMetadata::offset)
                                    .orElse(0L))
                    .sum();
        });
    }

    private static Map<TopicPartition, Long> ends(Admin admin, String bootstrap, String topic)
            throws ExecutionException {
        Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
        ClientFailures.await(admin.describeTopics(List.of(topic)).allTopicNames(), bootstrap, TIMEOUT)
                .get(topic)
                .partitions()
                .forEach(
                        partition -> newest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        ClientFailures.await(admin.listOffsets(newest).all(), bootstrap, TIMEOUT)
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static NewTopic newTopic(String name, int partitions, int replication) {
        // The topic's own limit counts even where the broker's is Kafka's default of 1 MiB.
        return new NewTopic(name, partitions, (short) replication)
                .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES)));
    }

    private static boolean created(KafkaFuture<Void> creation, String bootstrap, String name) {
        try {
            ClientFailures.await(creation, bootstrap, TIMEOUT);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw ClientFailures.refused(bootstrap, "create topic " + name, e);
        }
    }

    /** A controller answers a creation before the brokers know of it, and a client that asks them too early fails. */
    private static void awaitServed(Admin admin, String bootstrap, List<String> topics) throws ExecutionException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!served(admin, bootstrap, topics)) {
            if (System.nanoTime() > deadline) {
                throw new KafkaAccessException("Kafka at %s created %s but does not serve them after %d s; look at the"
                                .formatted(bootstrap, topics, TIMEOUT.toSeconds())
                        + " log of its brokers");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /**
     * Only a partition's leader knows its end. A producer whose first batch meets a partition without leader may see its second
     * one taken, and never get the first one in.
     */
    private static boolean served(Admin admin, String bootstrap, List<String> topics) throws ExecutionException {
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            ClientFailures.await(admin.describeTopics(topics).allTopicNames(), bootstrap, TIMEOUT)
                    .forEach((name, topic) -> topic.partitions()
                            .forEach(partition ->
                                    ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
            ClientFailures.await(admin.listOffsets(ends).all(), bootstrap, TIMEOUT);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static List<String> missing(Admin admin, String bootstrap, Collection<String> topics)
            throws ExecutionException {
        Set<String> present = ClientFailures.await(admin.listTopics().names(), bootstrap, TIMEOUT);
        return topics.stream().filter(topic -> !present.contains(topic)).toList();
    }

    private static <T> T call(String bootstrap, Duration timeout, String action, AdminCall<T> call) {
        int millis = Math.toIntExact(timeout.toMillis());
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        try (Admin admin = Admin.create(settings)) {
            return call.on(admin);
        } catch (ExecutionException | KafkaException e) {
            throw ClientFailures.refused(bootstrap, action, e);
        }
    }

    private interface AdminCall<T> {
        T on(Admin admin) throws ExecutionException;
    }
}
