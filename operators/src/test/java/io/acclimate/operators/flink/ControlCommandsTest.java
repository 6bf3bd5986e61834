// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.flink.AdaptRun.Setup;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.ControlOrder.Action;
import io.acclimate.state.ControlOrder.Choice;
import io.acclimate.state.ControlOrder.Scope;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands on the second input of the adapt operator. Snapshots of healthy streams come every fourth batch. */
class ControlCommandsTest {

    private static final Setup SETUP = Setup.of("rmt");
    private static final int BATCH = AdaptRun.BATCH;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRolledBackStreamGoesOnAsItDidAfterItsSnapshotBitForBit(Backend backend) throws Exception {
        try (AdaptRun run = SETUP.on(backend).start()) {
            run.process(batches(0, 0, 4));
            run.process(batches(0, 4, 7));
            run.harness().broadcast(order("c1", Action.ROLLBACK, Scope.STREAM, "stream-0"));
            run.process(batches(0, 4, 6));

            List<Prediction> predictions = run.predictions();
            assertThat(probabilities(predictions, 7, 9)).isEqualTo(probabilities(predictions, 4, 6));
            assertThat(actions(run))
                    .containsSubsequence(
                            AdaptationAction.SNAPSHOT, AdaptationAction.ROLLED_BACK, AdaptationAction.ACKNOWLEDGED);
        }
    }

    @Test
    void theFirstPredictionAfterACommandIsThatOfTheRestoredState() throws Exception {
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 6));
            // Half a batch waits while the command comes.
            run.process(batches(0, 6, 7).subList(0, BATCH / 2));
            run.harness().broadcast(order("c1", Action.RESET, Scope.STREAM, "stream-0"));
            run.process(batches(0, 6, 7).subList(BATCH / 2, BATCH));

            try (AdaptRun fresh = SETUP.start()) {
                fresh.process(batches(0, 6, 7));
                assertThat(probabilities(run.predictions(), 6, 7)).isEqualTo(probabilities(fresh.predictions(), 0, 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRollbackRestoresTheSnapshotBitForBitAndTheNextBatchIsPredictedByIt(Backend backend) throws Exception {
        try (AdaptRun run = SETUP.on(backend).start();
                AdaptRun before = SETUP.on(backend).start()) {
            run.process(batches(0, 0, 7));
            // Half a batch waits while the command comes.
            run.process(batches(0, 7, 8).subList(0, BATCH / 2));
            run.harness().broadcast(order("c1", Action.ROLLBACK, Scope.STREAM, "stream-0"));
            before.process(batches(0, 0, 4));

            StreamState restored = stored(run);
            StreamSnapshot snapshot = snapshots(run).firstEntry().getValue();
            assertThat(restored.vectors())
                    .usingRecursiveFieldByFieldElementComparator()
                    .isNotEmpty()
                    .isEqualTo(snapshot.vectors())
                    .isEqualTo(stored(before).vectors());
            assertThat(restored.updates()).isEqualTo(snapshot.updates()).isEqualTo(4);
            assertThat(restored.steps()).isEqualTo(7);

            run.process(batches(0, 7, 8).subList(BATCH / 2, BATCH));
            before.process(batches(0, 7, 8));
            assertThat(probabilities(run.predictions(), 7, 8)).isEqualTo(probabilities(before.predictions(), 4, 5));
        }
    }

    private static StreamState stored(AdaptRun run) throws Exception {
        run.harness().checkpoint();
        return state(run).streamState("stream-0").orElseThrow();
    }

    private static NavigableMap<Long, StreamSnapshot> snapshots(AdaptRun run) throws Exception {
        return state(run).snapshots("stream-0");
    }

    private static AdaptStateManager state(AdaptRun run) throws Exception {
        AdaptOperator<?> operator = (AdaptOperator<?>) run.harness().flink.getOperator();
        return new AdaptStateManager(operator.getKeyedStateBackend(), operator.getOperatorStateBackend());
    }

    @Test
    void anUndoCanItselfBeUndone() throws Exception {
        List<Prediction> undisturbed;
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 7));
            undisturbed = run.predictions();
        }
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 6));
            run.harness().broadcast(order("c1", Action.RESET, Scope.STREAM, "stream-0"));
            run.harness().broadcast(order("c2", Action.ROLLBACK, Scope.STREAM, "stream-0"));
            run.process(batches(0, 6, 7));

            assertThat(probabilities(run.predictions(), 6, 7)).isEqualTo(probabilities(undisturbed, 6, 7));
        }
    }

    @Test
    void rollbacksFindTheirSnapshotByNumberStepsAndTime() throws Exception {
        long endOfBatch4 = 4L * BATCH * Fleet.WINDOW_MICROS;
        assertThat(restored(Choice.NUMBER, 1)).isEqualTo(4);
        assertThat(restored(Choice.NUMBER, 2)).isEqualTo(8);
        assertThat(restored(Choice.STEPS_BACK, 1)).isEqualTo(8);
        assertThat(restored(Choice.STEPS_BACK, 2)).isEqualTo(4);
        assertThat(restored(Choice.BEFORE, endOfBatch4 + 1)).isEqualTo(4);
        assertThat(restored(Choice.BEFORE, endOfBatch4)).isEqualTo(-1);
        assertThat(restored(Choice.NUMBER, 9)).isEqualTo(-1);
    }

    /** Step of the snapshot that a stream of nine batches is rolled back to; -1 if the command is refused. */
    private static long restored(Choice choice, long value) throws Exception {
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 9));
            run.harness()
                    .broadcast(new ControlOrder("c", Action.ROLLBACK, Scope.STREAM, "stream-0", choice, value, ""));
            List<AdaptationLogEntry> log = run.allLog();
            return log.stream()
                    .filter(entry -> entry.getAction() == AdaptationAction.ROLLED_BACK)
                    .map(AdaptationLogEntry::getSnapshotId)
                    .map(number -> snapshotStep(log, number))
                    .findFirst()
                    .orElse(-1L);
        }
    }

    private static long snapshotStep(List<AdaptationLogEntry> log, long number) {
        return log.stream()
                .filter(entry -> entry.getAction() == AdaptationAction.SNAPSHOT)
                .filter(entry -> entry.getSnapshotId() == number)
                .mapToLong(AdaptationLogEntry::getStep)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPausedStreamPredictsWithWhatItHasLearnedAndLearnsNothing() throws Exception {
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 3));
            run.harness().broadcast(order("c1", Action.PAUSE, Scope.STREAM, "stream-0"));
            run.process(batches(0, 3, 4));
            run.process(batches(0, 5, 6));
            run.harness().broadcast(order("c2", Action.RESUME, Scope.STREAM, "stream-0"));
            run.process(batches(0, 5, 6));

            List<Prediction> predictions = run.predictions();
            assertThat(probabilities(predictions, 5, 6)).isEqualTo(probabilities(predictions, 4, 5));
            assertThat(run.log().subList(3, 5)).allSatisfy(entry -> {
                assertThat(entry.getAction()).isEqualTo(AdaptationAction.SKIPPED);
                assertThat(entry.getSkipReason()).contains("paused");
            });
            assertThat(run.log().get(5).getAction()).isEqualTo(AdaptationAction.STEP);
        }
    }

    @Test
    void aPauseForAllHoldsForStreamsThatComeLaterAndThroughARestore() throws Exception {
        OperatorSubtaskState state;
        try (AdaptRun run = SETUP.on(Backend.ROCKSDB).start()) {
            run.harness().broadcast(order("c1", Action.PAUSE, Scope.ALL, ""));
            state = run.harness().checkpoint();
        }
        try (AdaptRun run = SETUP.on(Backend.ROCKSDB).restore(state)) {
            run.process(batches(5, 0, 2));
            assertThat(run.log()).hasSize(2).allSatisfy(entry -> assertThat(entry.getAction())
                    .isEqualTo(AdaptationAction.SKIPPED));
            run.harness().broadcast(order("c1", Action.PAUSE, Scope.ALL, ""));
            assertThat(last(run).getSkipReason()).isEqualTo("the command was carried out before");
        }
    }

    @Test
    void aRepeatedCommandIsCarriedOutOnceAndAcknowledgedAgain() throws Exception {
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 5));
            run.harness().broadcast(order("c1", Action.RESET, Scope.STREAM, "stream-0"));
            run.process(batches(0, 5, 6));
            run.harness().broadcast(order("c1", Action.RESET, Scope.STREAM, "stream-0"));

            assertThat(actions(run).stream().filter(action -> action == AdaptationAction.RESTORED_TO_SOURCE))
                    .hasSize(1);
            assertThat(last(run).getAction()).isEqualTo(AdaptationAction.ACKNOWLEDGED);
            assertThat(last(run).getStreams()).isZero();
        }
    }

    @Test
    void aPrefixMeansTheStreamsThatBeginWithItAndNoOthers() throws Exception {
        try (AdaptRun run = SETUP.start()) {
            for (int stream : List.of(1, 10, 2)) {
                run.process(batches(stream, 0, 1));
            }
            run.harness().broadcast(order("c1", Action.RESET, Scope.PREFIX, "stream-1"));

            assertThat(run.allLog().stream()
                            .filter(entry -> entry.getAction() == AdaptationAction.RESTORED_TO_SOURCE)
                            .map(AdaptationLogEntry::getStreamId))
                    .containsExactlyInAnyOrder("stream-1", "stream-10");
            assertThat(last(run).getStreams()).isEqualTo(2);
            assertThat(last(run).getParallelism()).isEqualTo(1);
        }
    }

    @Test
    void pinnedSnapshotsStayAndTheRingKeepsItsBound() throws Exception {
        try (AdaptRun run = SETUP.start()) {
            run.process(batches(0, 0, 5));
            run.harness().broadcast(order("c1", Action.PIN, Scope.STREAM, "stream-0"));
            run.process(batches(0, 5, 21));
            AdaptationLogEntry newest = run.allLog().stream()
                    .filter(entry -> entry.getAction() == AdaptationAction.SNAPSHOT)
                    .reduce((first, second) -> second)
                    .orElseThrow();
            assertThat(newest.getSnapshots()).hasSize(AdaptRun.SNAPSHOTS).contains(2L);

            run.harness().broadcast(order("c2", Action.PIN, Scope.STREAM, "stream-0"));
            run.harness().broadcast(order("c3", Action.PIN, Scope.STREAM, "stream-0"));
            assertThat(last(run).getStreams())
                    .as("a third pin would leave no room for a healthy copy")
                    .isZero();
        }
    }

    private static ControlOrder order(String id, Action action, Scope scope, String target) {
        return new ControlOrder(id, action, scope, target, Choice.NEWEST, 0, "");
    }

    private static List<Sample> batches(int stream, int from, int to) {
        List<Sample> samples = new ArrayList<>();
        for (int index = from * BATCH; index < to * BATCH; index++) {
            // Readings of one kind only: snapshots are due by step, not by shift.
            samples.add(Fleet.steady(stream, index));
        }
        return samples;
    }

    private static List<List<Float>> probabilities(List<Prediction> predictions, int fromBatch, int toBatch) {
        return predictions.subList(fromBatch * BATCH, toBatch * BATCH).stream()
                .map(Prediction::getProbabilities)
                .toList();
    }

    private static List<AdaptationAction> actions(AdaptRun run) {
        return run.allLog().stream().map(AdaptationLogEntry::getAction).toList();
    }

    private static AdaptationLogEntry last(AdaptRun run) {
        List<AdaptationLogEntry> log = run.allLog();
        return log.get(log.size() - 1);
    }
}
