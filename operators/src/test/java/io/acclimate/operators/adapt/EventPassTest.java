// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.HostBuffers;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.EventModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Windows of events go through the engine that sensors go through. */
class EventPassTest {

    private static final int SAMPLES = Streams.BATCH;
    private static final float TOLERANCE = 1e-4f;

    /** Where a teacher that has learned nothing is sure, gradients are rounding errors, which Adam would blow up. */
    private static AdaptationSettings settings(String method) {
        OptimizerKind optimizer = method.equals("cotta") ? OptimizerKind.SGD : OptimizerKind.ADAM;
        return Streams.settings(method, Statistics.MOVING, optimizer, 1e-3);
    }

    private static List<Sample> batch(String stream, int number) {
        SplittableRandom random = new SplittableRandom(stream.hashCode() * 31L + number);
        List<Sample> samples = new ArrayList<>();
        for (int n = 0; n < SAMPLES; n++) {
            long start = (long) (number * SAMPLES + n) * 20_000;
            samples.add(new Sample(stream, start, start + 20_000, 0, EventModel.window(random, n % 2)));
        }
        return samples;
    }

    @Test
    void theTensorIsThatOfTheWindow() {
        try (LoadedModel model = EventModel.load();
                var scratch = model.weights().manager().newSubManager()) {
            GroupCodec codec = new GroupCodec(model, settings("source"), List.of());
            StreamBatch first = new StreamBatch("a", Optional.empty(), batch("a", 0));
            StreamBatch second = new StreamBatch("b", Optional.empty(), batch("b", 0));

            PassInput input = codec.input(List.of(first, second), scratch, HostBuffers.own());

            float[] expected = new float[EventModel.SPEC.inputSize()];
            EventTensor.of(EventModel.SPEC).write(second.samples().get(3).data(), FloatBuffer.wrap(expected));
            float[] found = new float[expected.length];
            int row = 3 * 2 + 1;
            input.host().get(row * found.length, found);
            assertThat(found).isEqualTo(expected);
            assertThat(input.windows().get(row))
                    .isSameAs(second.samples().get(3).data());
            assertThat(input.rows().get(row).toFloatArray()).isEqualTo(expected);
        }
    }

    @Test
    void theTrainedModelTellsTheClassesApart() {
        try (LoadedModel model = EventModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, settings("source"));
            int right = 0;
            for (int i = 0; i < 10; i++) {
                BatchResult result = engine.step(List.of(new StreamBatch("a", Optional.empty(), batch("a", i))))
                        .get(0);
                for (int n = 0; n < SAMPLES; n++) {
                    right += result.sourceClasses()[n] == n % 2 ? 1 : 0;
                }
            }
            assertThat(right).isGreaterThan(72);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tent", "rmt", "rotta", "cotta", "ev-tta"})
    void camerasOfASharedPassLearnWhatEachAloneWould(String method) {
        try (LoadedModel model = EventModel.load()) {
            assertLearnedAsAlone(model, method);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-dance", "rmt"})
    void branchesOfASharedPassLearnWhatEachAloneWould(String method) {
        try (LoadedModel model = LoadedModel.on(Device.cpu(), EventModel.branched())) {
            assertLearnedAsAlone(model, method);
        }
    }

    private static void assertLearnedAsAlone(LoadedModel model, String method) {
        List<String> streams = List.of("left", "right", "top");
        AdaptationEngine engine = new AdaptationEngine(model, settings(method));
        Map<String, StreamState> together = new HashMap<>();
        Map<String, StreamState> alone = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            List<StreamBatch> group = new ArrayList<>();
            for (String stream : streams) {
                group.add(new StreamBatch(stream, Optional.ofNullable(together.get(stream)), batch(stream, i)));
            }
            List<BatchResult> results = engine.step(group);
            for (int s = 0; s < streams.size(); s++) {
                String stream = streams.get(s);
                StreamBatch own = new StreamBatch(stream, Optional.ofNullable(alone.get(stream)), batch(stream, i));
                BatchResult single = engine.step(List.of(own)).get(0);
                assertThat(single.skipped()).isEmpty();
                Streams.assertClose(results.get(s), single, TOLERANCE);
                together.put(stream, results.get(s).state());
                alone.put(stream, single.state());
            }
        }
    }
}
