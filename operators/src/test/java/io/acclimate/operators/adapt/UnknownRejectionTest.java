// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.adapt.AdaptationWrappers.LabelShift;
import io.acclimate.operators.adapt.AdaptationWrappers.Unknown;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownRejectionTest {

    private static final int CLASSES = 3;
    private static final int SIZE = 4;

    /** Normalized features around axis {@code axis}, and probabilities that believe in class {@code axis % 3}. */
    private static float[] window(int axis, double belief, SplittableRandom random) {
        float[] window = new float[SIZE + CLASSES];
        double norm = 0;
        for (int d = 0; d < SIZE; d++) {
            window[d] = (float) ((d == axis ? 1 : 0) + 0.1 * random.nextGaussian());
            norm += window[d] * window[d];
        }
        for (int d = 0; d < SIZE; d++) {
            window[d] /= (float) Math.sqrt(norm);
        }
        for (int c = 0; c < CLASSES; c++) {
            window[SIZE + c] = (float) (c == axis % CLASSES ? belief : (1 - belief) / (CLASSES - 1));
        }
        return window;
    }

    /** A bank of three known clusters and one that the classifier half believes to be of class 0. */
    private static float[] bank(int known, int unknown, SplittableRandom random) {
        float[] bank = new float[(CLASSES * known + unknown) * (SIZE + CLASSES)];
        for (int i = 0; i < CLASSES * known + unknown; i++) {
            float[] window = i < CLASSES * known ? window(i % CLASSES, 0.9, random) : window(3, 0.5, random);
            System.arraycopy(window, 0, bank, i * window.length, window.length);
        }
        return bank;
    }

    @Test
    void clusteringKnowsTheClassesAndNotWhatLiesApart() {
        SplittableRandom random = new SplittableRandom(6);
        OneVersusAll clusters = new OneVersusAll(bank(30, 30, random), SIZE, CLASSES);

        for (int i = 0; i < 50; i++) {
            assertThat(clusters.knows(window(i % CLASSES, 0, random), 0)).isTrue();
            assertThat(clusters.knows(window(3, 0, random), 0)).isFalse();
        }
    }

    private static AdaptationSettings settings(Unknown unknown, int bank) {
        return Streams.settings("norm", Statistics.BATCH)
                .with(new AdaptationWrappers(LabelShift.NONE, unknown, bank, 0, 0, 0, 1));
    }

    @Test
    void aPredictionWhoseEntropyIsOverFiftyFivePercentOfTheLargestIsUnknown() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, settings(Unknown.ENTROPY, 0));
            int unknown = 0;
            for (int stream = 0; stream < 8; stream++) {
                BatchResult result = engine.step(List.of(Streams.batch(2 * stream, 0, Optional.empty())))
                        .get(0);
                for (int n = 0; n < Streams.BATCH; n++) {
                    double entropy = 0;
                    for (float p : result.probabilities()[n]) {
                        entropy -= p > 0 ? p * Math.log(p) : 0;
                    }
                    assertThat(result.unknown()[n]).isEqualTo(entropy / Math.log(SyntheticModel.CLASSES) > 0.55);
                    unknown += result.unknown()[n] ? 1 : 0;
                }
            }
            assertThat(unknown).isBetween(1, 8 * Streams.BATCH - 1);
        }
    }

    @Test
    void aMethodThatRejectsNothingCallsNothingUnknown() {
        try (LoadedModel model = SyntheticModel.load()) {
            BatchResult result = new AdaptationEngine(model, Streams.settings("norm", Statistics.BATCH))
                    .step(List.of(Streams.batch(9, 0, Optional.empty())))
                    .get(0);

            assertThat(result.unknown()).hasSize(Streams.BATCH).containsOnly(false);
        }
    }

    @Test
    void theBankHoldsTheLastWindowsAndNoMore() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, settings(Unknown.CLUSTERING, 12));
            Optional<StreamState> state = Optional.empty();
            int length = 0;
            for (int step = 0; step < 4; step++) {
                BatchResult result =
                        engine.step(List.of(Streams.batch(1, step, state))).get(0);
                state = Optional.of(result.state());
                float[] bank = Streams.vector(result.state(), "unknown.bank");
                int width = bank.length / 12;
                length = bank.length;
                int place = (step * Streams.BATCH + Streams.BATCH - 1) % 12;
                for (int c = 0; c < SyntheticModel.CLASSES; c++) {
                    assertThat(bank[(place + 1) * width - SyntheticModel.CLASSES + c])
                            .isEqualTo(result.probabilities()[Streams.BATCH - 1][c]);
                }
            }
            assertThat(length).isEqualTo(12 * (32 + SyntheticModel.CLASSES));
        }
    }
}
