// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.guard.GuardSettings;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Windows are predicted as they come, and batches are learned from behind. */
class PredictAtOnceTest {

    private static final int BATCHES = 6;
    private static final List<Sample> WINDOWS = IntStream.range(0, BATCHES * AdaptRun.BATCH)
            .mapToObj(index -> Fleet.window(0, index))
            .toList();

    /** All but the one that only models of event cameras fit. */
    static Stream<String> methods() {
        return AdaptationMethods.PREDICTING_AT_ONCE.stream().filter(method -> !method.equals("event-dance"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyWindowIsPredictedByWhatAllBatchesButTheLatestTaught(String method) throws Exception {
        List<List<Float>> expected = predictedOneBatchBehind(Setup.of(method).settings());
        try (AdaptRun run = Setup.of(method).predictingAtOnce().start()) {
            run.process(WINDOWS);

            assertThat(run.predictions())
                    .extracting(Prediction::getProbabilities)
                    .containsExactlyElementsOf(expected);
        }
    }

    /** The engine in a loop: what batch b taught is seen by the windows of batch b + 2. */
    private static List<List<Float>> predictedOneBatchBehind(AdaptationSettings settings) {
        List<List<Float>> predictions = new ArrayList<>();
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, settings);
            Optional<StreamState> seen = Optional.empty();
            Optional<StreamState> learned = Optional.empty();
            for (int from = 0; from < WINDOWS.size(); from += AdaptRun.BATCH) {
                for (Sample window : WINDOWS.subList(from, from + AdaptRun.BATCH)) {
                    StreamBatch alone = new StreamBatch(window.streamId(), seen, List.of(window));
                    WindowPrediction prediction = engine.predict(List.of(alone)).get(0);
                    predictions.add(boxed(prediction.probabilities()));
                }
                seen = learned;
                StreamBatch batch =
                        new StreamBatch(Fleet.name(0), learned, WINDOWS.subList(from, from + AdaptRun.BATCH));
                learned = Optional.of(engine.step(List.of(batch)).get(0).state());
            }
        }
        return predictions;
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    @Test
    void aWindowWaitsForNoOther() throws Exception {
        try (AdaptRun run = Setup.of("rmt").predictingAtOnce().start()) {
            for (int n = 0; n < WINDOWS.size(); n++) {
                run.process(WINDOWS.subList(n, n + 1));

                assertThat(run.predictions()).hasSize(n + 1);
            }
        }
    }

    @Test
    void moreWindowsThanAPassHasStreamsArePredictedTogetherWhenTheyHaveWaited() throws Exception {
        try (AdaptRun run = Setup.of("rmt").sharingPasses(2).predictingAtOnce().start()) {
            run.process(WINDOWS.subList(0, 3));
            assertThat(run.predictions()).isEmpty();

            run.harness().flink.setProcessingTime(AdaptRun.PREDICTION_WAIT_MILLIS);

            assertThat(run.predictions()).hasSize(3);
        }
    }

    @Test
    void theEndOfTheInputEndsEveryBatch() throws Exception {
        try (AdaptRun run = Setup.of("rmt").predictingAtOnce().start()) {
            run.process(WINDOWS.subList(0, WINDOWS.size() - 1));
            run.harness().endInput();

            assertThat(run.log()).extracting(AdaptationLogEntry::getWindows).containsExactly(4, 4, 4, 4, 4, 3);
            assertThat(run.predictions()).hasSize(WINDOWS.size() - 1);
        }
    }

    @Test
    void aStreamThatFallsSilentLearnsFromWhatItHas() throws Exception {
        try (AdaptRun run = Setup.of("rmt").predictingAtOnce().start()) {
            run.process(WINDOWS.subList(0, AdaptRun.BATCH + 1));
            assertThat(run.log()).isEmpty();

            run.harness().flink.setProcessingTime(AdaptRun.IDLE_MILLIS);

            assertThat(run.log()).extracting(AdaptationLogEntry::getWindows).containsExactly(AdaptRun.BATCH, 1);
        }
    }

    @Test
    void theSourceAnswersForAStreamThatTheGuardFroze() throws Exception {
        GuardSettings suspicious = new GuardSettings(true, 0, 1e-9, 1);
        try (AdaptRun run =
                Setup.of("rmt").guarded(suspicious).predictingAtOnce().start()) {
            run.process(IntStream.range(0, WINDOWS.size())
                    .mapToObj(index -> Fleet.steady(0, index))
                    .toList());

            assertThat(run.log()).extracting(AdaptationLogEntry::getAction).contains(AdaptationAction.FROZEN);
            assertThat(run.predictions())
                    .filteredOn(prediction -> prediction.getMethod().equals(AdaptationMethods.SOURCE))
                    .isNotEmpty()
                    .allSatisfy(prediction ->
                            assertThat(prediction.getPredictedClass()).isEqualTo(prediction.getSourceClass()));
        }
    }
}
