// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** One stream's broken window harms neither its own state nor its neighbours in the pass. */
class HostileWindowTest {

    private static final int BROKEN = 1;
    private static final float NEIGHBOUR_TOLERANCE = 1e-6f;

    private static LoadedModel model;
    /** What two healthy steps of a method leave, by method and statistics: every case goes on from there. */
    private static Map<List<Object>, List<BatchResult>> afterTwoSteps;

    @BeforeAll
    static void open() {
        model = SyntheticModel.load();
        afterTwoSteps = new HashMap<>();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static Stream<Arguments> unbelievable() {
        return withValues(Streams.learningMethods(), Float.NaN, Float.NEGATIVE_INFINITY, 1e4f);
    }

    static Stream<Arguments> allBrokenValues() {
        return withValues(Streams.methods(), Float.NaN, -Float.MAX_VALUE);
    }

    private static Stream<Arguments> withValues(Stream<Arguments> methods, Float... values) {
        return methods.flatMap(
                method -> Stream.of(values).map(value -> Arguments.of(method.get()[0], method.get()[1], value)));
    }

    private static List<BatchResult> twoSteps(AdaptationEngine engine, String method, Statistics statistics) {
        return afterTwoSteps.computeIfAbsent(List.of(method, statistics), key -> Streams.run(engine, 2, 0, 1, 2)
                .get(1));
    }

    /** Results of the third step of streams 0, 1 and 2, with {@code value} in one reading of stream 1's batch. */
    private List<BatchResult> thirdStep(AdaptationEngine engine, List<BatchResult> before, Optional<Float> value) {
        List<StreamBatch> group = new ArrayList<>();
        for (int s = 0; s < before.size(); s++) {
            StreamBatch batch = Streams.batch(s, 2, Optional.of(before.get(s).state()));
            group.add(s == BROKEN && value.isPresent() ? broken(batch, value.get()) : batch);
        }
        return engine.step(group);
    }

    private static StreamBatch broken(StreamBatch batch, float value) {
        List<Sample> samples = new ArrayList<>(batch.samples());
        Sample old = samples.get(3);
        byte[] data = old.data().clone();
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(17 * Float.BYTES, value);
        samples.set(3, new Sample(old.streamId(), old.startMicros(), old.endMicros(), 0, data));
        return new StreamBatch(batch.streamId(), batch.state(), samples);
    }

    @ParameterizedTest
    @MethodSource("unbelievable")
    void aReadingThatCannotBeKeepsTheOldVectors(String method, Statistics statistics, float value) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        List<BatchResult> before = twoSteps(engine, method, statistics);

        BatchResult result = thirdStep(engine, before, Optional.of(value)).get(BROKEN);

        StreamState old = before.get(BROKEN).state();
        assertThat(result.skipped())
                .contains("a reading is no number or over 1000 standard deviations off the source's mean; "
                        + "the source model predicted the batch");
        assertThat(result.state().vectors()).usingRecursiveComparison().isEqualTo(old.vectors());
        assertThat(result.state().updates()).isEqualTo(old.updates());
        assertThat(result.state().steps()).isEqualTo(old.steps() + 1);
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#methods")
    void theSourceModelPredictsABatchWithAReadingThatCannotBe(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        AdaptationEngine source = new AdaptationEngine(model, Streams.settings("source", statistics));
        List<BatchResult> before = twoSteps(engine, method, statistics);
        StreamBatch batch = broken(Streams.batch(BROKEN, 2, Optional.empty()), 1e4f);

        BatchResult result = thirdStep(engine, before, Optional.of(1e4f)).get(BROKEN);

        BatchResult expected = source.step(List.of(batch)).get(0);
        for (int n = 0; n < Streams.BATCH; n++) {
            assertThat(result.probabilities()[n]).containsExactly(expected.probabilities()[n], within(1e-5f));
        }
        assertThat(result.loss()).isNaN();
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#learningMethods")
    void aStreamThatHasDriftedFarIsLearnedFrom(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        List<BatchResult> before = twoSteps(engine, method, statistics);

        BatchResult result = thirdStep(engine, before, Optional.of(300f)).get(BROKEN);

        assertThat(result.skipped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("allBrokenValues")
    void whatGoesOutAndWhatIsKeptIsFinite(String method, Statistics statistics, float value) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        List<BatchResult> before = twoSteps(engine, method, statistics);

        BatchResult result = thirdStep(engine, before, Optional.of(value)).get(BROKEN);

        for (float[] row : result.probabilities()) {
            double sum = 0;
            for (float probability : row) {
                sum += probability;
            }
            assertThat(sum).isBetween(0.999, 1.001);
        }
        assertThat(result.meanEntropy()).isFinite();
        assertThat(result.parameterDistance()).isFinite();
        for (NamedTensor vector : result.state().vectors()) {
            for (float element : Streams.vector(result.state(), vector.name())) {
                assertThat(Float.isFinite(element)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allBrokenValues")
    void theNeighboursInThePassDoNotNotice(String method, Statistics statistics, float value) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        List<BatchResult> before = twoSteps(engine, method, statistics);

        List<BatchResult> healthy = thirdStep(engine, before, Optional.empty());
        List<BatchResult> results = thirdStep(engine, before, Optional.of(value));

        Streams.assertClose(results.get(0), healthy.get(0), NEIGHBOUR_TOLERANCE);
        Streams.assertClose(results.get(2), healthy.get(2), NEIGHBOUR_TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#learningMethods")
    void theStreamLearnsAgainFromItsNextHealthyBatch(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        List<BatchResult> before = twoSteps(engine, method, statistics);
        List<BatchResult> after = thirdStep(engine, before, Optional.of(Float.NaN));

        BatchResult next = thirdStep(engine, after, Optional.empty()).get(BROKEN);

        assertThat(next.skipped()).isEmpty();
        assertThat(next.state().vectors())
                .usingRecursiveComparison()
                .isEqualTo(thirdStep(engine, before, Optional.empty())
                        .get(BROKEN)
                        .state()
                        .vectors());
    }
}
