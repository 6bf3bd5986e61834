// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicsTest {

    @Test
    void defaultNamesBeginWithAcclimate() {
        assertThat(Topics.DEFAULT.all())
                .containsExactly(
                        "acclimate.sensors",
                        "acclimate.events",
                        "acclimate.predictions",
                        "acclimate.alerts",
                        "acclimate.adaptation-log",
                        "acclimate.control",
                        "acclimate.labels",
                        "acclimate.label-requests",
                        "acclimate.dead-letters");
    }

    @Test
    void everyTopicHasAnAccessor() {
        Topics topics = new Topics("fleet-7");
        assertThat(topics.all())
                .containsExactly(
                        topics.sensors(),
                        topics.events(),
                        topics.predictions(),
                        topics.alerts(),
                        topics.adaptationLog(),
                        topics.control(),
                        topics.labels(),
                        topics.labelRequests(),
                        topics.deadLetters());
    }

    @Test
    void shortNamesAreResolvedAndOthersKept() {
        assertThat(Topics.DEFAULT.resolve("adaptation-log")).isEqualTo("acclimate.adaptation-log");
        assertThat(Topics.DEFAULT.resolve("fleet.alerts")).isEqualTo("fleet.alerts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "a/b", "umlaut-ü"})
    void prefixThatKafkaWouldRefuseIsRefused(String prefix) {
        assertThatThrownBy(() -> new Topics(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic prefix '" + prefix + "'");
    }
}
