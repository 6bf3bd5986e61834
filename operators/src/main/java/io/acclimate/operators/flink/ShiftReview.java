// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.guard.FreshStart;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.Optional;

/** Looks at a batch for shifts, and knows what to do when a stream returns to an earlier state or comes into a new one. */
final class ShiftReview {

    static final String RECALLED =
            "the stream has returned to an earlier state and goes on with what it had learned there";
    static final String RESTARTED =
            "the stream has come into another state, where the source model fits better than what it had learned";

    private final ShiftKnowledge knowledge;
    private final AlertSettings settings;
    private final ShiftAlertRecords records;
    private final Guard guard;
    private final SnapshotRing snapshots;
    private final FreshStart freshStart;
    private final ShiftWatch watch;

    ShiftReview(
            ShiftKnowledge knowledge,
            AlertSettings settings,
            ShiftAlertRecords records,
            Guard guard,
            SnapshotRing snapshots,
            FreshStart freshStart) {
        this.knowledge = knowledge;
        this.settings = settings;
        this.records = records;
        this.guard = guard;
        this.snapshots = snapshots;
        this.freshStart = freshStart;
        this.watch = new ShiftWatch(knowledge, settings.threshold());
    }

    ShiftWatch.Update look(StreamBatch batch, BatchResult result, boolean fromSource) {
        float[][] answers = fromSource ? result.sourceProbabilities() : result.probabilities();
        return watch.update(
                result.state().shift(),
                result.watched(
                        knowledge,
                        answers,
                        batch.samples().get(batch.samples().size() - 1).endMicros()));
    }

    OutputRecord alert(StreamBatch batch, BatchResult result, ShiftWatch.Update update, Long snapshot) {
        return records.of(batch, result, update, snapshot);
    }

    /** Whether what the stream has learned is to be kept for its return to the state that it is in. */
    boolean keeps(ShiftWatch.Update update) {
        return settings.recall() && update.settled();
    }

    /** The state with the number of the snapshot that was kept of it. */
    StreamState noted(StreamState state, long snapshot) {
        return state.withShift(watch.withSnapshot(state.shift(), snapshot));
    }

    /** What the stream had learned where it is again; empty if it is not, or if that snapshot is gone. */
    Optional<StreamState> recalled(String streamId, StreamState state, ShiftWatch.Update update) throws Exception {
        if (!settings.recall()
                || update.regime().filter(ShiftWatch.RegimeChange::returned).isEmpty()) {
            return Optional.empty();
        }
        Optional<StreamSnapshot> found =
                snapshots.find(streamId, update.regime().get().snapshot());
        return found.map(snapshot ->
                state.withVectors(snapshot.vectors(), snapshot.updates()).withGuard(guard.afterUndo(state.guard())));
    }

    /** The state of a stream that starts again since nothing that it has learned fits where it is; empty if it goes on. */
    Optional<StreamState> restarted(StreamState state, BatchResult result, ShiftWatch.Update update) {
        if (!settings.reset() || update.regime().isEmpty()) {
            return Optional.empty();
        }
        return freshStart.of(state, result).map(fresh -> fresh.withGuard(guard.afterUndo(state.guard())));
    }
}
