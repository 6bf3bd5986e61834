// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Trained models that normalize every window by itself. */
class SampleNormModelTest {

    private static final int STEPS = 2;
    private static final float TOLERANCE = 2e-5f;
    private static final Map<NormKind, ModelPackage> MODELS = new EnumMap<>(NormKind.class);

    @TempDir
    private static Path directory;

    @BeforeAll
    static void train() throws IOException {
        MODELS.put(NormKind.BATCH, SyntheticModel.trained());
        for (NormKind kind : List.of(NormKind.GROUP, NormKind.LAYER)) {
            Path own = directory.resolve(kind.toString());
            SyntheticModel.make(own, SyntheticModel.SPEC.with(kind), SyntheticModel.settings(5, 64));
            MODELS.put(kind, ModelPackage.load(own));
        }
    }

    private static LoadedModel load(NormKind kind) {
        return LoadedModel.on(Device.cpu(), MODELS.get(kind));
    }

    /** Every method that trains a student, on the model of each kind in turn. */
    static Stream<Arguments> methods() {
        List<String> names = Streams.learningMethods()
                .map(arguments -> (String) arguments.get()[0])
                .distinct()
                .toList();
        return Stream.iterate(0, i -> i < names.size(), i -> i + 1)
                .map(i -> Arguments.of(names.get(i), i % 2 == 0 ? NormKind.GROUP : NormKind.LAYER));
    }

    @ParameterizedTest
    @EnumSource(names = {"GROUP", "LAYER"})
    void theyLearnTheirTaskAsModelsWithBatchNormDo(NormKind kind) {
        try (LoadedModel model = load(kind);
                LoadedModel batch = load(NormKind.BATCH)) {
            AdaptationSettings source = Streams.settings("source", Statistics.SOURCE);

            assertThat(model.source().spec().norm()).isEqualTo(kind.toString());
            assertThat(1 - errors(model, source)).isGreaterThan(0.85).isGreaterThan(1 - errors(batch, source) - 0.1);
        }
    }

    /** Of the frozen model on stream 0, whose sensor is the source's. */
    private static double errors(LoadedModel model, AdaptationSettings settings) {
        AdaptationEngine engine = new AdaptationEngine(model, settings);
        int wrong = 0;
        int count = 0;
        for (int label = 0; label < SyntheticModel.CLASSES; label++) {
            SplittableRandom random = new SplittableRandom(label);
            for (int i = 0; i < 50; i++) {
                Sample sample = Streams.sample("s", i, SyntheticModel.window(label, 1, 0, random));
                BatchResult result = engine.step(List.of(new StreamBatch("s", Optional.empty(), List.of(sample))))
                        .get(0);
                wrong += result.sourceClasses()[0] == label ? 0 : 1;
                count++;
            }
        }
        return wrong / (double) count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"norm", "norm-ema", "alpha-bn"})
    void methodsOfBatchStatisticsRefuseThem(String method) {
        try (LoadedModel model = load(NormKind.GROUP)) {
            assertThatThrownBy(() -> new AdaptationEngine(model, Streams.settings(method, Statistics.BATCH)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "adapt.method " + method + " adapts statistics of batch norm only, but the model has group"
                                    + " norm; set it to a method that learns, such as rmt, or train the model with --norm batch");
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void streamsOfAPassEqualEachAlone(String method, NormKind kind) {
        try (LoadedModel model = load(kind)) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, Statistics.MOVING));

            List<List<BatchResult>> together = Streams.run(engine, STEPS, 0, 1);

            for (int number = 0; number < 2; number++) {
                List<List<BatchResult>> alone = Streams.run(engine, STEPS, number);
                for (int step = 0; step < STEPS; step++) {
                    Streams.assertClose(
                            together.get(step).get(number), alone.get(step).get(0), TOLERANCE);
                }
            }
        }
    }

    /** Steps one window at a time, each with the state that the last one left. */
    private static BatchResult singly(LoadedModel model, AdaptationSettings settings, int windows) {
        AdaptationEngine engine = new AdaptationEngine(model, settings);
        Optional<StreamState> state = Optional.empty();
        BatchResult result = null;
        for (int i = 0; i < windows; i++) {
            List<Sample> one = Streams.samples(2, i).subList(0, 1);
            result = engine.step(List.of(new StreamBatch(Streams.name(2), state, one)))
                    .get(0);
            assertThat(result.skipped()).as("window %d", i).isEmpty();
            state = Optional.of(result.state());
        }
        return result;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodLearnsFromSingleWindows(String method, NormKind kind) {
        try (LoadedModel model = load(kind)) {
            BatchResult last = singly(model, Streams.settings(method, Statistics.MOVING), Streams.BATCH + 1);

            assertThat(last.state().updates()).isEqualTo(Streams.BATCH + 1);
            assertThat(last.probabilities()[0]).doesNotContain(Float.NaN);
        }
    }

    @Test
    void withBatchNormSingleWindowsTeachNothing() {
        try (LoadedModel model = load(NormKind.BATCH)) {
            BatchResult result = new AdaptationEngine(model, Streams.settings("tent", Statistics.MOVING))
                    .step(List.of(new StreamBatch(
                            "s", Optional.empty(), Streams.samples(2, 0).subList(0, 1))))
                    .get(0);

            assertThat(result.skipped())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("no statistics"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GROUP", "LAYER"})
    void tentReadsANoisyStreamOfSingleWindowsBetterThanTheFrozenModel(NormKind kind) {
        ShiftedStream stream = new ShiftedStream(1, 2, 400, 1);
        try (LoadedModel model = load(kind)) {
            double frozen = stream.errors(model, Streams.settings("source", Statistics.SOURCE));
            double found = stream.errors(model, Streams.settings("tent", Statistics.SOURCE, OptimizerKind.ADAM, 2e-3));

            assertThat(frozen).as("the shift hurts").isGreaterThan(0.05);
            assertThat(found).as("frozen: %s", frozen).isLessThan(0.9 * frozen);
        }
    }
}
