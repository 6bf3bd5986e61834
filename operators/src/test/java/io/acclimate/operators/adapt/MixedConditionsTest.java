// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches whose windows were taken under different conditions, and a model that may normalize windows by themselves. */
class MixedConditionsTest {

    private static final int STEPS = 6;

    private static LoadedModel model(double threshold) {
        ModelPackage trained = SyntheticModel.trained();
        Map<String, HostTensor> known = new HashMap<>(trained.knowledge().tensors());
        known.remove(SourceKnowledge.INSTANCE_THRESHOLD);
        if (Double.isFinite(threshold)) {
            known.put(SourceKnowledge.INSTANCE_THRESHOLD, HostTensor.of(new float[] {(float) threshold}, 1));
        }
        return LoadedModel.on(
                Device.cpu(),
                new ModelPackage(trained.id(), trained.spec(), trained.weights(), new SourceKnowledge(known)));
    }

    private static int label(int step, int n) {
        return (step + n) % SyntheticModel.CLASSES;
    }

    /** Every window at an offset of its own. */
    private static List<Sample> batch(String stream, int step) {
        SplittableRandom random = new SplittableRandom(stream.hashCode() * 31L + step);
        List<Sample> samples = new ArrayList<>();
        for (int n = 0; n < Streams.BATCH; n++) {
            float[] window = SyntheticModel.window(label(step, n), 1, random.nextDouble(-4, 4), random);
            samples.add(Streams.sample(stream, step * Streams.BATCH + n, window));
        }
        return samples;
    }

    private static int wrong(double threshold) {
        int wrong = 0;
        try (LoadedModel model = model(threshold)) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("acclimate", Statistics.MOVING));
            Optional<StreamState> state = Optional.empty();
            for (int step = 0; step < STEPS; step++) {
                BatchResult result = engine.step(List.of(new StreamBatch("a", state, batch("a", step))))
                        .get(0);
                for (int n = 0; n < Streams.BATCH; n++) {
                    float[] row = result.probabilities()[n];
                    wrong += Predictions.mostProbable(row, 0, row.length) == label(step, n) ? 0 : 1;
                }
                state = Optional.of(result.state());
            }
        }
        return wrong;
    }

    @Test
    void errorsFallByAThirdWhereWindowsMayBeNormalizedByThemselves() {
        assertThat(3 * wrong(4)).isLessThan(2 * wrong(Double.POSITIVE_INFINITY));
    }

    @Test
    void streamsOfASharedPassLearnWhatEachAloneWould() {
        try (LoadedModel model = model(4)) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("acclimate", Statistics.MOVING));
            Map<String, StreamState> together = new HashMap<>();
            Map<String, StreamState> alone = new HashMap<>();
            for (int step = 0; step < STEPS; step++) {
                List<StreamBatch> group = new ArrayList<>();
                for (String stream : List.of("a", "b", "c")) {
                    group.add(new StreamBatch(stream, Optional.ofNullable(together.get(stream)), batch(stream, step)));
                }
                List<BatchResult> results = engine.step(group);
                for (int s = 0; s < group.size(); s++) {
                    String stream = group.get(s).streamId();
                    BatchResult single = engine.step(List.of(new StreamBatch(
                                    stream, Optional.ofNullable(alone.get(stream)), batch(stream, step))))
                            .get(0);
                    Streams.assertClose(results.get(s), single, 1e-4f);
                    together.put(stream, results.get(s).state());
                    alone.put(stream, single.state());
                }
            }
        }
    }

    /** Predictions at once run source, student and teacher in one forward; only the adapted two are aware of instances. */
    @Test
    void predictionsAtOnceAreThoseOfABatchToCome() {
        try (LoadedModel model = model(4)) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("acclimate", Statistics.MOVING));
            StreamState state = engine.step(List.of(new StreamBatch("a", Optional.empty(), batch("a", 0))))
                    .get(0)
                    .state();
            int wrong = 0;
            List<Sample> windows = batch("a", 1);
            for (int n = 0; n < windows.size(); n++) {
                StreamBatch window = new StreamBatch("a", Optional.of(state), List.of(windows.get(n)));
                float[] row = engine.predict(List.of(window)).get(0).probabilities();
                wrong += Predictions.mostProbable(row, 0, row.length) == label(1, n) ? 0 : 1;
            }
            assertThat(wrong).isLessThan(windows.size() / 4);
        }
    }
}
