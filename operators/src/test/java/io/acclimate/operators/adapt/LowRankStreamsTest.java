// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Streams that adapt by adapters of their own. */
class LowRankStreamsTest {

    private static final int RANK = 3;
    private static final int STEPS = 2;
    private static final float TOLERANCE = 2e-5f;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static AdaptationSettings settings(String method, Statistics statistics) {
        return Streams.settings(method, statistics).lowRank(RANK);
    }

    /** Every method that trains a student; EATA knows no Fisher information of adapters. */
    static Stream<Arguments> methods() {
        return Streams.learningMethods()
                .filter(arguments -> !arguments.get()[0].equals("eata"))
                .filter(arguments -> arguments.get()[1] == Statistics.BATCH || arguments.get()[0].equals("rmt"));
    }

    /** CoTTA's first gradient is zero but for rounding, which Adam makes a step of. */
    private static OptimizerKind optimizer(String method) {
        return method.equals("cotta") ? OptimizerKind.SGD : OptimizerKind.ADAM;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void streamsOfAPassEqualEachAlone(String method, Statistics statistics) {
        AdaptationEngine engine = new AdaptationEngine(
                model,
                Streams.settings(method, statistics, optimizer(method), 1e-3).lowRank(RANK));

        List<List<BatchResult>> together = Streams.run(engine, STEPS, 0, 1);

        for (int number = 0; number < 2; number++) {
            List<List<BatchResult>> alone = Streams.run(engine, STEPS, number);
            for (int step = 0; step < STEPS; step++) {
                Streams.assertClose(
                        together.get(step).get(number), alone.get(step).get(0), TOLERANCE);
            }
            BatchResult last = alone.get(STEPS - 1).get(0);
            assertThat(last.skipped()).isEmpty();
            assertThat(last.parameterDistance()).isPositive();
        }
    }

    @Test
    void aStateOfAnotherScopeOrRankIsRefused() {
        StreamState norms = Streams.run(new AdaptationEngine(model, Streams.settings("tent", Statistics.BATCH)), 1, 0)
                .get(0)
                .get(0)
                .state();
        List<StreamBatch> next = List.of(Streams.batch(0, 1, Optional.of(norms)));

        assertThatThrownBy(() -> new AdaptationEngine(model, settings("tent", Statistics.BATCH)).step(next))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("start it with the old adapt.* options");
    }

    @Test
    void eataIsRefusedSinceNobodyMeasuredTheFisherInformationOfAdapters() {
        assertThatThrownBy(() -> new AdaptationEngine(model, settings("eata", Statistics.BATCH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set adapt.scope to norm");
    }

    /** Statistics stay the source's: what gets better is the adapters' work. */
    @Test
    void aShiftedStreamIsReadBetterThanByTheFrozenModel() {
        ShiftedStream stream = new ShiftedStream(0.25, 0.5, 400, Streams.BATCH);
        AdaptationSettings settings = Streams.settings("rmt", Statistics.SOURCE, OptimizerKind.ADAM, 2e-3);

        double frozen = stream.errors(model, Streams.settings("source", Statistics.SOURCE));
        double found = stream.errors(model, settings.lowRank(RANK));

        assertThat(frozen).as("the shift hurts").isGreaterThan(0.15);
        assertThat(found).as("frozen: %s", frozen).isLessThan(frozen);
    }
}
