// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.ParameterSpec.Scope;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.junit.jupiter.params.provider.Arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Streams of the synthetic model's signals, each through a sensor of its own, and how to compare what they learned. */
final class Streams {

    static final int BATCH = 8;
    /** As the papers, with so little memory and so few views that short tests reach every step; SAR without reset. */
    private static final MethodTuning TUNING = new MethodTuning(0.4, 1, 0, 0.01, 0.92, 2, BATCH, 3);

    /** The methods that only models of event cameras fit. */
    static final Set<String> EVENTS_ONLY = Set.of("ev-tta", "event-dance");

    private static final Set<String> PLAIN = Set.of("source", "norm", "norm-ema", "alpha-bn", "lame");
    private static final Set<String> WITHOUT_STUDENT = Set.of("t3a", "memo");
    private static final Set<String> OWN_STATISTICS = Set.of("core", "rotta", "petta", "note");
    /** What these do with statistics is what TENT does with them. */
    private static final Set<String> LIKE_TENT = Set.of("rpl", "shot", "cafa");

    private Streams() {}

    static AdaptationSettings settings(String method, Statistics statistics) {
        return settings(method, statistics, OptimizerKind.ADAM, 1e-3);
    }

    static AdaptationSettings settings(
            String method, Statistics statistics, OptimizerKind optimizer, double learningRate) {
        return new AdaptationSettings(
                method,
                Scope.NORM,
                AdaptationSettings.RANK,
                statistics,
                0.1,
                optimizer,
                learningRate,
                0.9,
                0.99,
                1,
                0,
                0,
                16,
                BATCH,
                7,
                TUNING,
                AdaptationWrappers.NONE);
    }

    /** Some wrappers; unknown classes are not judged. */
    static AdaptationWrappers wrappers(
            AdaptationWrappers.LabelShift labelShift, double trustRegion, int resetInterval, int window) {
        return new AdaptationWrappers(
                labelShift, AdaptationWrappers.Unknown.NONE, 8, trustRegion, resetInterval, window, 1);
    }

    /** Every method that sensors can use with every kind of statistics that it knows. */
    static Stream<Arguments> methods() {
        return AdaptationMethods.NAMES.stream()
                .filter(name -> !EVENTS_ONLY.contains(name))
                .flatMap(name -> kinds(name).map(kind -> Arguments.of(name, kind)));
    }

    private static Stream<Statistics> kinds(String method) {
        boolean one = Stream.of(PLAIN, WITHOUT_STUDENT, OWN_STATISTICS, LIKE_TENT)
                .anyMatch(methods -> methods.contains(method));
        return one ? Stream.of(Statistics.BATCH) : Stream.of(Statistics.BATCH, Statistics.MOVING);
    }

    /** The methods that compute more than a prediction, with every kind of statistics. */
    static Stream<Arguments> workingMethods() {
        return methods().filter(arguments -> !PLAIN.contains((String) arguments.get()[0]));
    }

    /** The methods that train a student, with every kind of statistics. */
    static Stream<Arguments> learningMethods() {
        return workingMethods()
                .filter(arguments ->
                        !WITHOUT_STUDENT.contains((String) arguments.get()[0]));
    }

    /** The {@code step}-th batch of stream {@code number}, whose gain and offset are its own. */
    static List<Sample> samples(int number, int step) {
        SplittableRandom random = new SplittableRandom(1000L * number + step);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            int label = random.nextInt(SyntheticModel.CLASSES);
            float[] window = SyntheticModel.window(label, 1 + 0.2 * number, 0.15 * number, random);
            samples.add(sample(name(number), BATCH * step + i, window));
        }
        return samples;
    }

    static Sample sample(String stream, long index, float[] window) {
        ByteBuffer bytes = ByteBuffer.allocate(window.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(window);
        return new Sample(stream, index * 1000, index * 1000 + 1000, 0, bytes.array());
    }

    static String name(int number) {
        return "stream-" + number;
    }

    static StreamBatch batch(int number, int step, Optional<StreamState> state) {
        return new StreamBatch(name(number), state, samples(number, step));
    }

    /** Runs the streams {@code numbers} together for {@code steps} steps; results by step, then by stream. */
    static List<List<BatchResult>> run(AdaptationEngine engine, int steps, int... numbers) {
        Map<Integer, StreamState> states = new HashMap<>();
        List<List<BatchResult>> all = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            List<StreamBatch> group = new ArrayList<>();
            for (int number : numbers) {
                group.add(batch(number, step, Optional.ofNullable(states.get(number))));
            }
            List<BatchResult> results = engine.step(group);
            for (int i = 0; i < numbers.length; i++) {
                states.put(numbers[i], results.get(i).state());
            }
            all.add(results);
        }
        return all;
    }

    static float[] vector(StreamState state, String name) {
        NamedTensor tensor = state.vectors().stream()
                .filter(vector -> vector.name().equals(name))
                .findFirst()
                .orElseThrow();
        float[] values = new float[tensor.bytes().length / Float.BYTES];
        ByteBuffer.wrap(tensor.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    /** The state with another vector {@code name}. */
    static StreamState with(StreamState state, String name, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        List<NamedTensor> vectors = new ArrayList<>();
        for (NamedTensor vector : state.vectors()) {
            vectors.add(
                    vector.name().equals(name)
                            ? new NamedTensor(name, new int[] {values.length}, bytes.array())
                            : vector);
        }
        return new StreamState(
                state.modelId(),
                state.method(),
                state.seed(),
                state.steps(),
                state.updates(),
                vectors,
                state.shift(),
                state.guard(),
                state.endMicros());
    }

    static void assertIdentical(BatchResult found, BatchResult expected) {
        assertThat(found)
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
                .isEqualTo(expected);
    }

    static void assertClose(BatchResult found, BatchResult expected, float tolerance) {
        for (int n = 0; n < expected.probabilities().length; n++) {
            assertThat(found.probabilities()[n]).containsExactly(expected.probabilities()[n], within(tolerance));
        }
        assertThat(found.sourceClasses()).containsExactly(expected.sourceClasses());
        assertThat(found.state().updates()).isEqualTo(expected.state().updates());
        assertThat(found.state().seed()).isEqualTo(expected.state().seed());
        for (NamedTensor vector : expected.state().vectors()) {
            assertThat(vector(found.state(), vector.name()))
                    .as(vector.name())
                    .containsExactly(vector(expected.state(), vector.name()), within(tolerance));
        }
    }
}
