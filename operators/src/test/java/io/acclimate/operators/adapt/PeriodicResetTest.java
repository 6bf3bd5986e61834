// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class PeriodicResetTest {

    private static final int INTERVAL = 3;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private AdaptationEngine engine(String method) {
        AdaptationSettings settings = Streams.settings(method, Statistics.MOVING);
        return new AdaptationEngine(
                model, settings, new PeriodicReset(AdaptationMethods.of(settings, model), INTERVAL));
    }

    private static BatchResult step(AdaptationEngine engine, int step, Optional<StreamState> state) {
        return engine.step(List.of(Streams.batch(3, step, state))).get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tent", "eta", "norm-ema", "sar"})
    void theBatchAfterTheIntervalMeetsTheMethodAsItWasAtFirst(String method) {
        AdaptationEngine engine = engine(method);
        Optional<StreamState> state = Optional.empty();
        for (int step = 0; step < INTERVAL; step++) {
            state = Optional.of(step(engine, step, state).state());
        }
        BatchResult fresh = step(engine, INTERVAL, Optional.empty());

        BatchResult reset = step(engine, INTERVAL, state);

        assertThat(reset.probabilities()).isDeepEqualTo(fresh.probabilities());
        assertThat(reset.state().vectors())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(fresh.state().vectors());
        assertThat(reset.state().steps()).isEqualTo(INTERVAL + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tent", "rmt"})
    void theBatchBeforeItMeetsWhatWasLearned(String method) {
        AdaptationEngine engine = engine(method);
        AdaptationEngine bare = new AdaptationEngine(model, Streams.settings(method, Statistics.MOVING));
        Optional<StreamState> state = Optional.empty();
        Optional<StreamState> bareState = Optional.empty();
        for (int step = 0; step < INTERVAL; step++) {
            BatchResult result = step(engine, step, state);
            BatchResult expected = step(bare, step, bareState);
            assertThat(result.probabilities()).isDeepEqualTo(expected.probabilities());
            state = Optional.of(result.state());
            bareState = Optional.of(expected.state());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rmt", "cotta"})
    void randomNumbersGoOnAfterAReset(String method) {
        AdaptationEngine engine = engine(method);
        Optional<StreamState> state = Optional.empty();
        for (int step = 0; step < INTERVAL; step++) {
            state = Optional.of(step(engine, step, state).state());
        }
        NamedTensor fresh =
                step(engine, INTERVAL, Optional.empty()).state().vectors().get(0);

        NamedTensor reset = step(engine, INTERVAL, state).state().vectors().get(0);

        assertThat(reset.bytes()).isNotEqualTo(fresh.bytes());
    }
}
