// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of state sizes in docs/methods.md holds the serialized bytes of a stream of the demo's model. */
class StateSizeTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "methods.md");
    private static final ModelSpec DEMO = new ModelSpec(
            ModelSpec.FORMAT_VERSION,
            "classification",
            "sensor-resnet",
            List.of(32, 48, 64),
            List.of(6, 128),
            List.of("a", "b", "c", "d", "e", "f"),
            null,
            Map.of());

    private static AdaptationSettings settings(String method, AdaptationWrappers wrappers) {
        return settings(method, ParameterSpec.Scope.NORM).with(wrappers);
    }

    private static AdaptationSettings settings(String method, ParameterSpec.Scope scope) {
        return new AdaptationSettings(
                method, scope, Statistics.MOVING, 0.15, OptimizerKind.ADAM, 1e-3, 0.9, 0.99, 1, 0, 0, 32, 64, 1);
    }

    private static LoadedModel model() {
        Network network = Networks.of(DEMO);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        network.parameters().forEach(spec -> weights.put(spec.name(), zeros(spec.shape())));
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        int features = network.featureSize();
        int classes = network.classes();
        for (String name : List.of(
                SourceKnowledge.PROTOTYPES, SourceKnowledge.PREDICTED_MEAN, SourceKnowledge.PREDICTED_VARIANCE)) {
            tensors.put(name, zeros(classes, features));
        }
        tensors.put(SourceKnowledge.CLASS_COVARIANCE, zeros(classes, features, features));
        tensors.put(SourceKnowledge.CLASS_PRIOR, zeros(classes));
        tensors.put(SourceKnowledge.FEATURE_MEAN, zeros(features));
        tensors.put(SourceKnowledge.FEATURE_VARIANCE, zeros(features));
        tensors.put(SourceKnowledge.INPUT_MEAN, zeros(6));
        tensors.put(SourceKnowledge.INPUT_VARIANCE, zeros(6));
        tensors.put(SourceKnowledge.REPLAY_INPUTS, zeros(64, 6, 128));
        tensors.put(SourceKnowledge.REPLAY_LABELS, HostTensor.of(new long[64], 64));
        network.layout(ParameterSpec.Scope.NORM)
                .entries()
                .forEach(e -> tensors.put(SourceKnowledge.FISHER + e.name(), zeros(e.shape())));
        return LoadedModel.on(
                Device.cpu(), new ModelPackage("0".repeat(64), DEMO, weights, new SourceKnowledge(tensors)));
    }

    private static HostTensor zeros(long... shape) {
        return HostTensor.of(new float[(int) HostTensor.elements(shape)], shape);
    }

    private static int bytes(LoadedModel model, AdaptationSettings settings) throws IOException {
        AdaptationEngine engine = new AdaptationEngine(model, settings);
        StreamState state = new StreamState(
                model.source().id(),
                settings.method(),
                1,
                0,
                0,
                engine.initialVectors(),
                new double[0],
                new double[0],
                0);
        DataOutputSerializer target = new DataOutputSerializer(1024);
        StreamState.Serializer.INSTANCE.serialize(state, target);
        return target.length();
    }

    @Test
    void thePageTellsTheMeasuredSizes() throws IOException {
        Map<String, Integer> sizes = new TreeMap<>();
        try (LoadedModel model = model()) {
            for (String method : AdaptationMethods.NAMES) {
                if (!Streams.EVENTS_ONLY.contains(method)) {
                    sizes.put("`" + method + "`", bytes(model, settings(method, AdaptationWrappers.NONE)));
                }
            }
            int bare = sizes.get("`tent`");
            for (String method : List.of("tent", "rmt")) {
                AdaptationSettings norm = settings(method, ParameterSpec.Scope.NORM);
                for (int rank : new int[] {1, 4, 16}) {
                    sizes.put("`%s`, low-rank, %d".formatted(method, rank), bytes(model, norm.lowRank(rank)));
                }
                sizes.put("`%s`, full".formatted(method), bytes(model, settings(method, ParameterSpec.Scope.FULL)));
            }
            sizes.put(
                    "`adapt.label-shift: mlls`",
                    bytes(model, settings("tent", Streams.wrappers(AdaptationWrappers.LabelShift.MLLS, 0, 0, 0)))
                            - bare);
            AdaptationWrappers clustering = new AdaptationWrappers(
                    AdaptationWrappers.LabelShift.NONE,
                    AdaptationWrappers.Unknown.CLUSTERING,
                    AdaptationWrappers.NONE.unknownBank(),
                    0,
                    0,
                    0,
                    1);
            sizes.put("`adapt.unknown: clustering`", bytes(model, settings("tent", clustering)) - bare);
            AdaptationWrappers none = Streams.wrappers(AdaptationWrappers.LabelShift.NONE, 0.05, 0, 0);
            sizes.put("`adapt.trust-region: 0.05`", bytes(model, settings("tent", none)) - bare);
            AdaptationWrappers reset = Streams.wrappers(AdaptationWrappers.LabelShift.NONE, 0, 1000, 0);
            sizes.put("`adapt.reset-interval: 1000`", bytes(model, settings("tent", reset)) - bare);
            AdaptationWrappers window = Streams.wrappers(AdaptationWrappers.LabelShift.NONE, 0, 0, 16);
            sizes.put("`adapt.window: 16`", bytes(model, settings("tent", window)) - bare);
        }
        String page = Files.readString(PAGE);

        assertThat(sizes).allSatisfy((name, size) -> assertThat(page)
                .as("measured sizes: %s", sizes)
                .containsPattern(String.format(Locale.ROOT, "(?m)^\\| %s \\|.*\\| %,d \\|$", name, size)));
    }
}
