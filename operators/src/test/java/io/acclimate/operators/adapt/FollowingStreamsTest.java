// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.adapt.AdaptationWrappers.LabelShift;
import io.acclimate.operators.adapt.AdaptationWrappers.Unknown;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Statistics that hurry after a change of the stream, and those of its neighbours that do not. */
class FollowingStreamsTest {

    private static final double FASTEST = 3;
    /** Of {@link Streams#settings}. */
    private static final double MOMENTUM = 0.1;
    /** Statistics that are looked at, all of the first layer. */
    private static final int FIRST = 2;

    private static final int CALM = 20;
    private static final int OTHER = 9;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    static Stream<String> methods() {
        return AdaptationWrappers.FOLLOWING.stream()
                .filter(method -> !Streams.EVENTS_ONLY.contains(method))
                .sorted();
    }

    private AdaptationEngine engine(String method, double following) {
        return new AdaptationEngine(
                model,
                Streams.settings(method, Statistics.MOVING)
                        .with(new AdaptationWrappers(LabelShift.NONE, Unknown.NONE, 8, 0, 0, 0, following)));
    }

    /** What the watch knows of a stream whose sensor has just been found to be another one. */
    private double[] changed() {
        AdaptationEngine frozen = new AdaptationEngine(model, Streams.settings("source", Statistics.SOURCE));
        ShiftKnowledge knowledge = SourceView.shiftKnowledge(model.source().knowledge());
        ShiftWatch watch = new ShiftWatch(knowledge, 5);
        double[] vector = {};
        boolean changed = false;
        for (int step = 0; !changed; step++) {
            BatchResult result = frozen.step(List.of(Streams.batch(step < CALM ? 0 : OTHER, step, Optional.empty())))
                    .get(0);
            ShiftWatch.Update update =
                    watch.update(vector, result.watched(knowledge, result.probabilities(), step + 1));
            vector = update.state();
            changed = step >= CALM && update.regime().isPresent();
        }
        return vector;
    }

    private static float[] statistics(BatchResult result) {
        return result.state().vectors().stream()
                .filter(vector -> vector.name().endsWith(".statistics"))
                .findFirst()
                .map(vector -> Streams.vector(result.state(), vector.name()))
                .orElseThrow();
    }

    /** The first layer's statistics depend on nothing but the batches; acclimate has a momentum of its own for each stream. */
    @ParameterizedTest
    @MethodSource("methods")
    void theNextBatchCountsAsOftenAsItIsToAndNeighboursDoNotNotice(String method) {
        AdaptationEngine ordinary = engine(method, 1);
        AdaptationEngine following = engine(method, FASTEST);
        float[] before = statistics(
                ordinary.step(List.of(Streams.batch(1, 0, Optional.empty()))).get(0));
        StreamState calm = ordinary.step(List.of(Streams.batch(1, 0, Optional.empty())))
                .get(0)
                .state();
        StreamState hurried = calm.withShift(changed());
        StreamBatch next = Streams.batch(OTHER, 1, Optional.of(calm));
        StreamBatch neighbour = Streams.batch(2, 1, Optional.empty());

        float[] slow = statistics(ordinary.step(List.of(next)).get(0));
        List<BatchResult> together = following.step(List.of(Streams.batch(OTHER, 1, Optional.of(hurried)), neighbour));

        float[] fast = statistics(together.get(0));
        for (int i = 0; i < FIRST; i++) {
            double times = (fast[i] - before[i]) / (slow[i] - before[i]);
            if (method.equals(AdaptationMethods.ACCLIMATE)) {
                assertThat(times).isGreaterThan(1);
            } else {
                assertThat(times).isCloseTo((1 - Math.pow(1 - MOMENTUM, FASTEST)) / MOMENTUM, within(0.02));
            }
        }
        Streams.assertClose(together.get(1), ordinary.step(List.of(neighbour)).get(0), 1e-5f);
    }
}
