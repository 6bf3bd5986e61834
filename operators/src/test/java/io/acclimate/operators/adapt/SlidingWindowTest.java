// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SlidingWindowTest {

    private static final int WIDTH = 4;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private AdaptationEngine engine(String method, int window) {
        return new AdaptationEngine(
                model,
                Streams.settings(method, Statistics.BATCH)
                        .with(Streams.wrappers(AdaptationWrappers.LabelShift.NONE, 0, 0, window)));
    }

    private static BatchResult step(AdaptationEngine engine, Optional<StreamState> state, List<Sample> samples) {
        return engine.step(List.of(new StreamBatch(Streams.name(3), state, samples)))
                .get(0);
    }

    private static List<Sample> twoBatches() {
        List<Sample> samples = new ArrayList<>(Streams.samples(3, 0));
        samples.addAll(Streams.samples(3, 1));
        return samples;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tent", "eata", "norm"})
    void everyWindowIsPredictedAsTheLastOfTheLastOnesAndAllAreLearnedFromOnce(String method) {
        AdaptationEngine sliding = engine(method, WIDTH);
        AdaptationEngine bare = engine(method, 0);
        List<Sample> samples = twoBatches();
        Optional<StreamState> state = Optional.empty();
        Optional<StreamState> bareState = Optional.empty();
        for (int n = 0; n < samples.size(); n++) {
            BatchResult found = step(sliding, state, samples.subList(n, n + 1));
            state = Optional.of(found.state());
            List<Sample> last = samples.subList(Math.max(0, n + 1 - WIDTH), n + 1);
            BatchResult expected = step(bare, bareState, last);
            assertThat(found.probabilities()[0])
                    .containsExactly(expected.probabilities()[last.size() - 1], within(1e-5f));
            if ((n + 1) % WIDTH == 0) {
                bareState = Optional.of(expected.state());
            }
        }
        if (!method.equals("norm")) {
            assertThat(Streams.vector(state.orElseThrow(), AdaptationMethod.STUDENT))
                    .containsExactly(Streams.vector(bareState.orElseThrow(), AdaptationMethod.STUDENT), within(1e-6f));
        }
    }

    @Test
    void theFirstWindowIsPredictedByTheSource() {
        BatchResult first =
                step(engine("tent", WIDTH), Optional.empty(), twoBatches().subList(0, 1));

        assertThat(first.skipped()).isEmpty();
        assertThat(first.probabilities()[0]).containsExactly(first.sourceProbabilities()[0], within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rmt", "rotta"})
    void howWindowsAreCutIntoBatchesMakesNoDifferenceToPredictions(String method) {
        AdaptationEngine engine = engine(method, WIDTH);
        List<Sample> samples = twoBatches();
        BatchResult together = step(engine, Optional.empty(), samples.subList(0, WIDTH));
        Optional<StreamState> state = Optional.empty();
        for (int n = 0; n < WIDTH; n++) {
            BatchResult one = step(engine, state, samples.subList(n, n + 1));
            assertThat(one.probabilities()[0]).containsExactly(together.probabilities()[n], within(1e-5f));
            state = Optional.of(one.state());
        }
    }
}
