// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams that share a pass learn what each would have learned alone. */
class InterleavedPassTest {

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

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#methods")
    void fiveStreamsInOnePassEqualEachAlone(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));

        List<List<BatchResult>> together = Streams.run(engine, STEPS, 0, 1, 2, 3, 4);

        for (int number = 0; number < 5; number++) {
            List<List<BatchResult>> alone = Streams.run(engine, STEPS, number);
            for (int step = 0; step < STEPS; step++) {
                Streams.assertClose(
                        together.get(step).get(number), alone.get(step).get(0), TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#learningMethods")
    void theStreamsOfAPassLearnDifferentThings(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));

        List<BatchResult> last = Streams.run(engine, STEPS, 0, 1).get(STEPS - 1);

        assertThat(last).allSatisfy(result -> {
            assertThat(result.skipped()).isEmpty();
            assertThat(result.state().updates()).isEqualTo(STEPS);
            assertThat(result.parameterDistance()).isPositive();
        });
        assertThat(Streams.vector(last.get(0).state(), AdaptationMethod.STUDENT))
                .isNotEqualTo(Streams.vector(last.get(1).state(), AdaptationMethod.STUDENT));
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#methods")
    void aGroupOfOneIsBitIdenticalWhateverWasSteppedBefore(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
        BatchResult fresh =
                engine.step(List.of(Streams.batch(2, 0, Optional.empty()))).get(0);

        Streams.run(engine, 2, 0, 1, 3, 4);

        BatchResult later =
                engine.step(List.of(Streams.batch(2, 0, Optional.empty()))).get(0);
        Streams.assertIdentical(later, fresh);
    }

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#methods")
    void theSameGroupAgainIsBitIdentical(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));

        List<BatchResult> first = Streams.run(engine, 2, 0, 1, 2).get(1);
        List<BatchResult> again = Streams.run(engine, 2, 0, 1, 2).get(1);

        for (int s = 0; s < first.size(); s++) {
            Streams.assertIdentical(again.get(s), first.get(s));
        }
    }
}
