// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NoteTest {

    @Test
    void aPredictionDoesNotDependOnTheBatchItComesIn() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("note", Statistics.BATCH));
            Optional<StreamState> state =
                    Optional.of(Streams.run(engine, 3, 2).get(2).get(0).state());
            BatchResult together =
                    engine.step(List.of(Streams.batch(2, 3, state))).get(0);

            List<Sample> samples = Streams.samples(2, 3);
            for (int n = 0; n < samples.size(); n++) {
                StreamBatch one = new StreamBatch(Streams.name(2), state, samples.subList(n, n + 1));
                assertThat(engine.step(List.of(one)).get(0).probabilities()[0])
                        .containsExactly(together.probabilities()[n], within(1e-5f));
            }
        }
    }

    @Test
    void aStepOnTheMemoryMovesTheStatisticsByOneHundredth() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("note", Statistics.BATCH));
            List<Sample> samples = Streams.samples(4, 0);
            StreamState seven = engine.step(List.of(
                            new StreamBatch(Streams.name(4), Optional.empty(), samples.subList(0, Streams.BATCH - 1))))
                    .get(0)
                    .state();
            StreamBatch last = new StreamBatch(
                    Streams.name(4), Optional.of(seven), samples.subList(Streams.BATCH - 1, Streams.BATCH));

            StreamState eight = engine.step(List.of(last)).get(0).state();

            float[] source =
                    model.network().statisticsLayout().flatten(model.weights().host());
            assertThat(Streams.vector(seven, "student.statistics")).containsExactly(source);
            double sum = 0;
            int count = 0;
            for (Sample sample : samples) {
                for (int i = 0; i < SyntheticModel.LENGTH; i++, count++) {
                    sum += ByteBuffer.wrap(sample.data())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getFloat(i * Float.BYTES);
                }
            }
            assertThat(Streams.vector(eight, "student.statistics")[0])
                    .isCloseTo((float) (0.99 * source[0] + 0.01 * sum / count), within(1e-5f));
            assertThat(Streams.vector(eight, AdaptationMethod.STUDENT))
                    .isNotEqualTo(Streams.vector(seven, AdaptationMethod.STUDENT));
        }
    }

    /** Feeds {@code labels}; a window holds its own number. */
    private static float[][] fed(int capacity, int classes, int[] labels, long seed) {
        float[] windows = new float[capacity];
        float[] kept = new float[capacity];
        float[] arrivals = new float[classes];
        BalancedReservoir reservoir = new BalancedReservoir(windows, kept, arrivals);
        StreamRandom random = new StreamRandom(seed, 0);
        for (int i = 0; i < labels.length; i++) {
            reservoir.arrive(new float[] {i}, 0, labels[i], random::uniform);
        }
        return new float[][] {windows, kept, arrivals};
    }

    @Test
    void theMemoryIsBalancedHoweverOneSidedTheStreamIs() {
        int[] labels = new int[400];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(100) < 90 ? 0 : 1 + random.nextInt(3);
        }

        float[][] memory = fed(12, 4, labels, 3);

        int[] counts = new int[4];
        for (float label : memory[1]) {
            counts[(int) label - 1]++;
        }
        assertThat(counts).containsExactly(3, 3, 3, 3);
        assertThat(memory[2][0] + memory[2][1] + memory[2][2] + memory[2][3]).isEqualTo(400);
    }

    @Test
    void withinAClassEveryWindowIsKeptWithTheSameProbability() {
        int[] kept = new int[40];
        for (long seed = 0; seed < 4000; seed++) {
            for (float window : fed(8, 1, new int[40], seed)[0]) {
                kept[(int) window]++;
            }
        }
        for (int count : kept) {
            assertThat(count / 4000.0).isCloseTo(0.2, within(0.035));
        }
    }
}
