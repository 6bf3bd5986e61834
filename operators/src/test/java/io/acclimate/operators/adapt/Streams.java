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
    private static final MethodTuning TUNING = new MethodTuning(0.4, 1, 0, 0.01, 0.92, 2, BATCH);

    private static final Set<String> WITHOUT_UPDATE = Set.of("source", "norm", "norm-ema", "alpha-bn", "lame");
    private static final Set<String> OWN_STATISTICS = Set.of("source", "norm", "norm-ema", "alpha-bn", "lame", "rotta");

    private Streams() {}

    static AdaptationSettings settings(String method, Statistics statistics) {
        return settings(method, statistics, OptimizerKind.ADAM, 1e-3);
    }

    static AdaptationSettings settings(
            String method, Statistics statistics, OptimizerKind optimizer, double learningRate) {
        return new AdaptationSettings(
                method, Scope.NORM, statistics, 0.1, optimizer, learningRate, 0.9, 0.99, 1, 0, 0, 16, BATCH, 7, TUNING);
    }

    /** Every method that sensors can use with every kind of statistics that it knows. */
    static Stream<Arguments> methods() {
        return AdaptationMethods.NAMES.stream()
                .filter(name -> !name.equals("ev-tta"))
                .flatMap(name -> kinds(name).map(kind -> Arguments.of(name, kind)));
    }

    private static Stream<Statistics> kinds(String method) {
        return OWN_STATISTICS.contains(method)
                ? Stream.of(Statistics.BATCH)
                : Stream.of(Statistics.BATCH, Statistics.MOVING);
    }

    /** The methods that make updates, with every kind of statistics. */
    static Stream<Arguments> learningMethods() {
        return methods()
                .filter(arguments -> !WITHOUT_UPDATE.contains((String) arguments.get()[0]));
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
