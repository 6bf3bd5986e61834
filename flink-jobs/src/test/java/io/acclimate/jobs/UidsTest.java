// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
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

    private static final List<String> ORDERED = List.of("predictions-sink", "alerts-sink", "adaptation-log-sink");

    private static final List<String> LABELS =
            List.of("label-source", "decode-labels", "window-inputs", "label-requests-sink");

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
                        "dead-letters-sink",
                        "event-source",
                        "decode-events",
                        "event-window",
                        "label-source",
                        "decode-labels",
                        "window-inputs",
                        "label-requests-sink");
    }

    @Test
    void everyOperatorHasItsNameAndNoOtherIsThere() {
        List<String> sensors = new ArrayList<>(AcclimateJob.UIDS);
        sensors.removeAll(List.of("event-source", "decode-events", "event-window"));
        sensors.removeAll(LABELS);
        List<String> cameras = new ArrayList<>(AcclimateJob.UIDS);
        cameras.removeAll(List.of("sensor-source", "decode", "window"));
        cameras.removeAll(LABELS);

        assertUids(graph(TestModel.load()), sensors, SINKS);
        assertUids(graph(ofCameras()), cameras, SINKS);
    }

    @Test
    void jobsThatReadLabelsHaveAFewMore() {
        List<String> expected = new ArrayList<>(AcclimateJob.UIDS);
        expected.removeAll(List.of("event-source", "decode-events", "event-window"));
        List<String> sinks = new ArrayList<>(SINKS);
        sinks.add("label-requests-sink");

        StreamGraph graph =
                environment(TestModel.load(), Map.of("labels.enabled", "true")).getStreamGraph();

        assertUids(graph, expected, sinks);
    }

    private static void assertUids(StreamGraph graph, List<String> expected, List<String> sinks) {
        List<String> uids = graph.getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .toList();
        assertThat(uids).filteredOn(uid -> !uid.startsWith(COMMITTER)).hasSameElementsAs(expected);
        assertThat(uids)
                .filteredOn(uid -> uid.startsWith(COMMITTER))
                .containsExactlyInAnyOrderElementsOf(
                        sinks.stream().map(COMMITTER::concat).toList());
        assertThat(uids).doesNotHaveDuplicates();
    }

    /** The graph asks nothing of the weights. */
    private static ModelPackage ofCameras() {
        ModelSpec.Events events =
                new ModelSpec.Events(34, 34, 2, List.of("log-histogram"), 1, 30_000, "time", 100_000, 100_000, 0);
        ModelSpec spec = new ModelSpec(
                ModelSpec.FORMAT_VERSION,
                "classification",
                "event-resnet",
                List.of(16),
                List.of(2, 17, 17),
                List.of("left", "right"),
                null,
                events,
                Map.of());
        return new ModelPackage("cameras", spec, Map.of(), TestModel.load().knowledge());
    }

    @Test
    void everyOperatorCanBeSpreadOverAsManySubtasksAsTheJobPromises() {
        assertThat(AcclimateJob.MAX_PARALLELISM).isEqualTo(128);
        assertThat(graph(TestModel.load()).getStreamNodes())
                .allSatisfy(node -> assertThat(node.getMaxParallelism()).isEqualTo(AcclimateJob.MAX_PARALLELISM));
    }

    @Test
    void whatIsSaidOfAStreamIsWrittenInTheOrderInWhichItWasSaid() {
        StreamExecutionEnvironment environment = environment(TestModel.load(), Map.of());
        environment.setParallelism(3);

        List<StreamNode> writers = environment.getStreamGraph().getStreamNodes().stream()
                .filter(node -> ORDERED.contains(node.getTransformationUID()))
                .toList();

        assertThat(writers).hasSameSizeAs(ORDERED);
        assertThat(writers).allSatisfy(writer -> assertThat(writer.getInEdges())
                .allSatisfy(edge -> assertThat(edge.getPartitioner()).isInstanceOf(ForwardPartitioner.class)));
    }

    @Test
    void noTypeIsLeftToKryoWhateverTheUsersFileSays() {
        for (ModelPackage model : List.of(TestModel.load(), ofCameras())) {
            StreamExecutionEnvironment environment = environment(model, Map.of("pipeline.generic-types", "true"));
            assertThat(environment.getConfig().getSerializerConfig().hasGenericTypesDisabled())
                    .isTrue();
            assertThatCode(environment::getStreamGraph).doesNotThrowAnyException();
        }
    }

    private static StreamGraph graph(ModelPackage model) {
        return environment(model, Map.of()).getStreamGraph();
    }

    private static StreamExecutionEnvironment environment(ModelPackage model, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("model.path", TestModel.directory().toString());
        JobConfiguration configuration = JobConfiguration.load(Optional.empty(), all);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration.flink());
        new AcclimateJob(configuration, model).addTo(environment);
        return environment;
    }
}
