// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.adapt.AdaptationWrappers.LabelShift;
import io.acclimate.operators.adapt.AdaptationWrappers.Unknown;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.operators.train.KnowledgeMaker;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;
import io.acclimate.operators.train.Trainer;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is combined with a method keeps what methods promise: streams do not mix, and a restored one goes on. */
class WrappedStreamsTest {

    private static final int STEPS = 4;
    private static final float TOLERANCE = 1e-5f;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    static Stream<AdaptationWrappers> wrappers() {
        return Stream.of(
                Streams.wrappers(LabelShift.MLLS, 0, 0, 0),
                Streams.wrappers(LabelShift.NONE, 0.05, 0, 0),
                Streams.wrappers(LabelShift.NONE, 0, 2, 0),
                Streams.wrappers(LabelShift.NONE, 0, 0, 5),
                new AdaptationWrappers(LabelShift.NONE, Unknown.CLUSTERING, 12, 0, 0, 0, 1),
                new AdaptationWrappers(LabelShift.MLLS, Unknown.CLUSTERING, 12, 0.05, 3, 5, 1));
    }

    private AdaptationEngine engine(AdaptationWrappers wrappers) {
        return new AdaptationEngine(
                model, Streams.settings("tent", Statistics.MOVING).with(wrappers));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void threeStreamsInOnePassEqualEachAlone(AdaptationWrappers wrappers) {
        AdaptationEngine engine = engine(wrappers);

        List<List<BatchResult>> together = Streams.run(engine, STEPS, 0, 1, 2);

        for (int number = 0; number < 3; number++) {
            List<List<BatchResult>> alone = Streams.run(engine, STEPS, number);
            for (int step = 0; step < STEPS; step++) {
                BatchResult found = together.get(step).get(number);
                Streams.assertClose(found, alone.get(step).get(0), TOLERANCE);
                assertThat(found.unknown())
                        .containsExactly(alone.get(step).get(0).unknown());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void theStateIsAllThatTheNextStepDependsOn(AdaptationWrappers wrappers) {
        List<List<BatchResult>> whole = Streams.run(engine(wrappers), STEPS, 3);

        Optional<StreamState> state = Optional.of(whole.get(1).get(0).state());
        AdaptationEngine restored = engine(wrappers);
        Streams.run(restored, 1, 0, 1);
        for (int step = 2; step < STEPS; step++) {
            BatchResult result =
                    restored.step(List.of(Streams.batch(3, step, state))).get(0);
            Streams.assertIdentical(result, whole.get(step).get(0));
            state = Optional.of(result.state());
        }
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void tenStepsLeaveNothingInNativeMemory(AdaptationWrappers wrappers) {
        AdaptationEngine engine = engine(wrappers);
        NDManager manager = model.weights().manager();
        int before = manager.getManagedArrays().size();

        Streams.run(engine, 10, 0, 1);

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    /** Windows with these shares of the classes. */
    private static LabelledWindows skewed(long seed, int count, double[] shares) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> inputs = new ArrayList<>();
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = label(shares, random.nextDouble());
            inputs.add(SyntheticModel.window(labels[i], 1, 0, random));
        }
        return new LabelledWindows(inputs, labels, new int[count]);
    }

    private static int label(double[] shares, double uniform) {
        int label = 0;
        double sum = shares[0];
        while (uniform > sum && label < shares.length - 1) {
            sum += shares[++label];
        }
        return label;
    }

    private static LoadedModel longTailed() {
        LabelledWindows training = skewed(1, 480, new double[] {0.6, 0.2, 0.15, 0.05});
        LabelledWindows unseen = skewed(2, 160, new double[] {0.6, 0.2, 0.15, 0.05});
        TrainSettings settings = SyntheticModel.settings(5, 256);
        Trainer.Trained trained = SyntheticModel.train(settings, training, unseen, report -> {});
        ModelPackage made = new ModelPackage(
                "1".repeat(64),
                SyntheticModel.SPEC,
                trained.weights(),
                new KnowledgeMaker(SyntheticModel.SPEC, trained.weights(), settings).make(training, unseen));
        return LoadedModel.on(Device.cpu(), made);
    }

    /** Probability that the true classes get, over a noisy stream with other shares than the source's. */
    private static double likelihood(LoadedModel longTailed, LabelShift labelShift) {
        AdaptationEngine engine = new AdaptationEngine(
                longTailed, Streams.settings("source", Statistics.SOURCE).with(Streams.wrappers(labelShift, 0, 0, 0)));
        SplittableRandom random = new SplittableRandom(3);
        Optional<StreamState> state = Optional.empty();
        double sum = 0;
        for (int step = 0; step < 40; step++) {
            List<Sample> samples = new ArrayList<>();
            int[] labels = new int[Streams.BATCH];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = label(new double[] {0.05, 0.15, 0.2, 0.6}, random.nextDouble());
                float[] window = SyntheticModel.window(labels[i], 0.5, 0, random);
                for (int at = 0; at < window.length; at++) {
                    window[at] += (float) random.nextDouble(-1.5, 1.5);
                }
                samples.add(Streams.sample("stream", (long) step * labels.length + i, window));
            }
            BatchResult result = engine.step(List.of(new StreamBatch("stream", state, samples)))
                    .get(0);
            state = Optional.of(result.state());
            for (int i = 0; i < labels.length; i++) {
                sum += result.probabilities()[i][labels[i]];
            }
        }
        return sum;
    }

    @Test
    void bothKindsOfLabelShiftBelieveMoreInTheTruthWhereTheSharesAreTurnedRound() {
        try (LoadedModel longTailed = longTailed()) {
            double plain = likelihood(longTailed, LabelShift.NONE);

            assertThat(likelihood(longTailed, LabelShift.LSA)).isGreaterThan(plain);
            assertThat(likelihood(longTailed, LabelShift.MLLS)).isGreaterThan(plain);
        }
    }
}
