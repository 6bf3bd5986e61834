// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.Sample;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A job that goes on with another model package than its savepoint's. */
class ModelChangeTest {

    private static final int STREAMS = 2;
    /** Ends within a batch of every stream, after snapshots were taken. */
    private static final int BEFORE = 5 * AdaptRun.BATCH + 2;

    private static final int ALL = 9 * AdaptRun.BATCH;

    @TempDir
    static Path directory;

    private static ModelPackage retrained;
    private static ModelPackage renamed;

    @BeforeAll
    static void makeSuccessors() throws Exception {
        retrained = SyntheticModel.make(directory.resolve("retrained"), SyntheticModel.settings(6, 64));
        ModelPackage model = SyntheticModel.trained();
        ModelSpec spec = model.spec();
        renamed = ModelPackage.save(
                directory.resolve("renamed"),
                new ModelSpec(
                        spec.formatVersion(),
                        spec.task(),
                        spec.architecture(),
                        spec.widths(),
                        spec.inputShape(),
                        spec.classes(),
                        spec.window(),
                        Map.of("release", 2.0)),
                model.weights(),
                model.knowledge());
    }

    private static List<Sample> windows(int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .flatMap(index -> IntStream.range(0, STREAMS).mapToObj(stream -> Fleet.window(stream, index)))
                .toList();
    }

    private static ModelSettings settings(String name, ModelPackage model, OnModelChange change) {
        return new ModelSettings(
                directory.resolve(name).toString(),
                model.id(),
                "cpu",
                1,
                change,
                SyntheticModel.directory().toString());
    }

    private static OperatorSubtaskState learned(Setup setup) throws Exception {
        try (AdaptRun run = setup.start()) {
            run.process(windows(0, BEFORE));
            return run.harness().canonicalSavepoint();
        }
    }

    private static List<Prediction> withoutStepsAndModel(AdaptRun run) {
        List<Prediction> predictions = run.predictions();
        predictions.forEach(prediction -> {
            prediction.setAdaptationStep(0);
            prediction.setModelId("");
        });
        return predictions;
    }

    private static List<AdaptationLogEntry> changes(AdaptRun run) {
        return run.allLog().stream()
                .filter(entry -> entry.getAction() == AdaptationAction.MODEL_CHANGED)
                .toList();
    }

    @Test
    void unlessToldOtherwiseTheOperatorDoesNotStart() throws Exception {
        OperatorSubtaskState state = learned(Setup.of("rmt"));

        assertThatThrownBy(() -> Setup.of("rmt")
                        .restore(state, settings("retrained", retrained, OnModelChange.REFUSE))
                        .close())
                .hasMessage(OnModelChange.refusal(SyntheticModel.trained().id(), retrained.id()));
    }

    @ParameterizedTest
    @EnumSource
    void resetStreamsGoOnAsNewStreamsOfTheNewModelDoWithTheirWaitingWindows(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend);
        ModelSettings changed = settings("retrained", retrained, OnModelChange.RESET);
        List<Prediction> expected;
        try (AdaptRun fresh = setup.restore(null, changed)) {
            fresh.process(windows(BEFORE - 2, ALL));
            expected = withoutStepsAndModel(fresh);
        }

        try (AdaptRun run = setup.restore(learned(setup), changed)) {
            run.process(windows(BEFORE, ALL));

            assertThat(run.predictions()).allSatisfy(prediction -> {
                assertThat(prediction.getModelId()).isEqualTo(retrained.id());
                assertThat(prediction.getAdaptationStep()).isGreaterThanOrEqualTo(BEFORE / AdaptRun.BATCH);
            });
            assertThat(withoutStepsAndModel(run)).isNotEmpty().isEqualTo(expected);
            assertThat(changes(run)).hasSize(STREAMS).allSatisfy(entry -> {
                assertThat(entry.getModelId()).isEqualTo(retrained.id());
                assertThat(entry.getStep()).isEqualTo(BEFORE / AdaptRun.BATCH);
                assertThat(entry.getSkipReason())
                        .isEqualTo("the model package changed from %s; it starts from the new source model"
                                .formatted(SyntheticModel.trained().id()));
            });
        }
    }

    @Test
    void resetStreamsHaveNoSnapshotsOfTheOldModel() throws Exception {
        Setup setup = Setup.of("rmt");
        try (AdaptRun run = setup.restore(learned(setup), settings("retrained", retrained, OnModelChange.RESET))) {
            run.harness()
                    .broadcast(new ControlOrder(
                            "c",
                            ControlOrder.Action.ROLLBACK,
                            ControlOrder.Scope.ALL,
                            "",
                            ControlOrder.Choice.NEWEST,
                            0,
                            ""));

            assertThat(run.allLog())
                    .filteredOn(entry -> entry.getAction() == AdaptationAction.SKIPPED)
                    .hasSize(STREAMS)
                    .allSatisfy(
                            entry -> assertThat(entry.getSkipReason()).isEqualTo("the stream has no such snapshot"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reprojectedOntoTheSameWeightsStreamsGoOnBitForBit(Backend backend) throws Exception {
        Setup setup = Setup.of("rmt").on(backend);
        List<Prediction> expected;
        try (AdaptRun run = setup.restore(learned(setup))) {
            run.process(windows(BEFORE, ALL));
            expected = run.predictions();
        }

        try (AdaptRun run = setup.restore(learned(setup), settings("renamed", renamed, OnModelChange.REPROJECT))) {
            run.process(windows(BEFORE, ALL));

            List<Prediction> found = run.predictions();
            assertThat(found).allSatisfy(prediction -> assertThat(prediction.getModelId())
                    .isEqualTo(renamed.id()));
            found.forEach(
                    prediction -> prediction.setModelId(SyntheticModel.trained().id()));
            assertThat(found).isEqualTo(expected);
            assertThat(changes(run)).hasSize(STREAMS).allSatisfy(entry -> assertThat(entry.getSkipReason())
                    .endsWith("what it had learned was carried over"));
        }
    }

    @Test
    void afterAChangeTheStateBelongsToTheNewModelAlone() throws Exception {
        Setup setup = Setup.of("rmt");
        OperatorSubtaskState changed;
        try (AdaptRun run = setup.restore(learned(setup), settings("retrained", retrained, OnModelChange.RESET))) {
            changed = run.harness().checkpoint();
        }

        try (AdaptRun run = setup.restore(changed, settings("retrained", retrained, OnModelChange.REFUSE))) {
            run.process(windows(BEFORE, ALL));
            assertThat(changes(run)).isEmpty();
        }
    }
}
