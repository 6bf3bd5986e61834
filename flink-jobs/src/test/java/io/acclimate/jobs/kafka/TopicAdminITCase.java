// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicAdminITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @Test
    void topicsAreCreatedOnceAndThenLeftAlone() {
        List<String> topics = new Topics("fleet").all();
        assertThat(TopicAdmin.describeMissing(KAFKA.bootstrapServers(), topics)).isEqualTo(topics);
        assertThat(TopicAdmin.createMissing(KAFKA.bootstrapServers(), topics, 2, 1))
                .isEqualTo(topics);
        assertThat(TopicAdmin.createMissing(KAFKA.bootstrapServers(), topics, 4, 1))
                .isEmpty();
        assertThat(TopicAdmin.describeMissing(KAFKA.bootstrapServers(), topics)).isEmpty();
    }

    @Test
    void onlyTheAbsentTopicsAreCreated() {
        TopicAdmin.createMissing(KAFKA.bootstrapServers(), List.of("present"), 1, 1);
        assertThat(TopicAdmin.createMissing(KAFKA.bootstrapServers(), List.of("present", "absent"), 1, 1))
                .containsExactly("absent");
    }

    @Test
    void moreCopiesThanBrokersAreRefusedWithASentence() {
        assertThatThrownBy(() -> TopicAdmin.createMissing(KAFKA.bootstrapServers(), List.of("copies"), 1, 3))
                .isInstanceOf(KafkaAccessException.class)
                .hasMessageContaining("would not create topic copies")
                .hasMessageContaining("eplication factor");
    }

    @Test
    void runningBrokerIsReachable() {
        TopicAdmin.reachable(KAFKA.bootstrapServers(), Duration.ofSeconds(10));
    }

    @Test
    void silentAddressIsNamedTogetherWithTheOption() {
        String silent = LocalPorts.choose(0).clientAddress();
        assertThatThrownBy(() -> TopicAdmin.reachable(silent, Duration.ofMillis(700)))
                .isInstanceOf(KafkaAccessException.class)
                .hasMessageContaining("no Kafka broker answered at %s within %.1f s", silent, 0.7)
                .hasMessageContaining("kafka.bootstrap-servers");
    }

    @Test
    void addressWithoutPortIsRefusedAsSuch() {
        assertThatThrownBy(() -> TopicAdmin.reachable("localhost", Duration.ofSeconds(5)))
                .isInstanceOf(KafkaAccessException.class)
                .hasMessageContaining("'localhost' is no address of a Kafka broker")
                .hasMessageContaining("kafka.bootstrap-servers");
    }
}
