// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** What savepoints of the job refer to. */
class UidsTest {

    /** What Flink itself puts before the uid of a sink for the half of it that commits. */
    private static final String COMMITTER = "Sink Committer: ";

    private static final List<String> SINKS =
            List.of("predictions-sink", "alerts-sink", "adaptation-log-sink", "dead-letters-sink");

    @Test
    void namesThatSavepointsReferToNeverChange() {
        assertThat(AcclimateJob.UIDS)
                .containsExactly(
                        "sensor-source",
                        "decode",
                        "control-source",
                        "decode-control",
                        "window",
                        "adapt",
                        "fleet-alerts",
                        "predictions-sink",
                        "alerts-sink",
                        "adaptation-log-sink",
                        "dead-letters-sink");
    }

    @Test
    void everyOperatorHasItsNameAndNoOtherIsThere() {
        List<String> uids = graph().getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .toList();
        assertThat(uids).filteredOn(uid -> !uid.startsWith(COMMITTER)).hasSameElementsAs(AcclimateJob.UIDS);
        assertThat(uids)
                .filteredOn(uid -> uid.startsWith(COMMITTER))
                .containsExactlyInAnyOrderElementsOf(
                        SINKS.stream().map(COMMITTER::concat).toList());
        assertThat(uids).doesNotHaveDuplicates();
    }

    @Test
    void everyOperatorCanBeSpreadOverAsManySubtasksAsTheJobPromises() {
        assertThat(AcclimateJob.MAX_PARALLELISM).isEqualTo(128);
        assertThat(graph().getStreamNodes())
                .allSatisfy(node -> assertThat(node.getMaxParallelism()).isEqualTo(AcclimateJob.MAX_PARALLELISM));
    }

    @Test
    void noTypeIsLeftToKryoWhateverTheUsersFileSays() {
        StreamExecutionEnvironment environment = environment(Map.of("pipeline.generic-types", "true"));
        assertThat(environment.getConfig().getSerializerConfig().hasGenericTypesDisabled())
                .isTrue();
        assertThatCode(environment::getStreamGraph).doesNotThrowAnyException();
    }

    private static StreamGraph graph() {
        return environment(Map.of()).getStreamGraph();
    }

    private static StreamExecutionEnvironment environment(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("model.path", TestModel.directory().toString());
        JobConfiguration configuration = JobConfiguration.load(Optional.empty(), all);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration.flink());
        new AcclimateJob(configuration, TestModel.load()).addTo(environment);
        return environment;
    }
}
