// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.guard.Guard;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.ControlLedger;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Optional;

/**
 * Carries out control commands on the streams of one subtask. Every subtask gets every command, in the same order, and
 * acknowledges each with one log entry, after an entry for every stream that it changed.
 */
final class CommandExecutor {

    /** Before every step. */
    private static final long NEVER = -1;

    private final AdaptStateManager state;
    private final StreamStore store;
    private final SnapshotRing snapshots;
    private final Guard guard;
    private final AdaptRecords records;
    private final Emitter emitter;
    private final List<NamedTensor> initialVectors;
    private final Optional<LateLabels> labels;
    private final int subtask;
    private final int parallelism;
    private ControlLedger ledger;

    CommandExecutor(
            AdaptStateManager state,
            StreamStore store,
            SnapshotRing snapshots,
            Guard guard,
            AdaptRecords records,
            Emitter emitter,
            List<NamedTensor> initialVectors,
            Optional<LateLabels> labels,
            int subtask,
            int parallelism)
            throws Exception {
        this.state = state;
        this.store = store;
        this.snapshots = snapshots;
        this.guard = guard;
        this.records = records;
        this.emitter = emitter;
        this.initialVectors = initialVectors;
        this.labels = labels;
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.ledger = state.ledger();
    }

    /** Whether the stream is to predict without adapting. */
    boolean paused(String streamId) {
        return ledger.paused(streamId);
    }

    void execute(ControlOrder order) throws Exception {
        if (ledger.hasCarriedOut(order)) {
            acknowledge(order, 0, "the command was carried out before");
            return;
        }
        if (!ledger.hasRoomFor(order)) {
            acknowledge(
                    order,
                    0,
                    "refused: %d pauses and resumptions stand; give one for a prefix or for all instead"
                            .formatted(ControlLedger.MAX_STANDING));
            return;
        }
        int changed = 0;
        for (String streamId : store.streams()) {
            if (order.concerns(streamId)) {
                changed += apply(order, streamId, store.get(streamId).orElseThrow()) ? 1 : 0;
            }
        }
        ledger = ledger.after(order);
        state.keepLedger(ledger);
        acknowledge(order, changed, order.reason());
    }

    private void acknowledge(ControlOrder order, int streams, String remark) {
        emitter.log(records.acknowledgement(order, streams, subtask, parallelism, remark, emitter.now()));
    }

    private boolean apply(ControlOrder order, String streamId, StreamState stream) throws Exception {
        return switch (order.action()) {
            case ROLLBACK -> rollBack(order, streamId, stream);
            case RESET -> reset(order, streamId, stream);
            case PIN -> pin(order, streamId, stream);
            case PAUSE -> true;
            case RESUME -> {
                if (stream.guard().length > 0) {
                    store.put(streamId, stream.withGuard(guard.thawed(stream.guard())));
                }
                yield true;
            }
        };
    }

    private boolean rollBack(ControlOrder order, String streamId, StreamState stream) throws Exception {
        Optional<SnapshotRing.Kept> chosen = snapshots.chosen(streamId, order, stream.steps());
        if (chosen.isEmpty()) {
            refuse(order, streamId, stream, "the stream has no such snapshot");
            return false;
        }
        StreamSnapshot snapshot = chosen.get().snapshot();
        undo(order, streamId, stream, stream.withVectors(snapshot.vectors(), snapshot.updates()));
        undoLabels(streamId, snapshot.steps(), stream.steps());
        emitter.log(records.commanded(
                streamId,
                AdaptationAction.ROLLED_BACK,
                stream.steps(),
                order,
                chosen.get(),
                order.reason(),
                emitter.now()));
        return true;
    }

    private boolean reset(ControlOrder order, String streamId, StreamState stream) throws Exception {
        undo(order, streamId, stream, stream.withVectors(initialVectors, 0));
        undoLabels(streamId, NEVER, stream.steps());
        emitter.log(records.commanded(
                streamId,
                AdaptationAction.RESTORED_TO_SOURCE,
                stream.steps(),
                order,
                null,
                order.reason(),
                emitter.now()));
        return true;
    }

    /** What is undone is kept, so that the command can be undone, too. */
    private void undo(ControlOrder order, String streamId, StreamState before, StreamState after) throws Exception {
        Optional<SnapshotRing.Kept> kept = snapshots.take(streamId, before, StreamSnapshot.Reason.BEFORE_UNDO, false);
        if (kept.isPresent()) {
            emitter.log(records.snapshot(streamId, kept.get(), order.commandId(), emitter.now()));
        }
        store.put(streamId, after.withGuard(guard.afterUndo(before.guard())));
    }

    private void undoLabels(String streamId, long back, long steps) throws Exception {
        if (labels.isPresent()) {
            labels.get().undo(streamId, back, steps);
        }
    }

    private boolean pin(ControlOrder order, String streamId, StreamState stream) throws Exception {
        Optional<SnapshotRing.Kept> kept = order.choice() == ControlOrder.Choice.NUMBER
                ? snapshots.pin(streamId, order.value())
                : snapshots.take(streamId, stream, StreamSnapshot.Reason.COMMAND, true);
        if (kept.isEmpty()) {
            refuse(order, streamId, stream, "the stream has no such snapshot, or as many pinned ones as it may have");
            return false;
        }
        emitter.log(records.snapshot(streamId, kept.get(), order.commandId(), emitter.now()));
        return true;
    }

    private void refuse(ControlOrder order, String streamId, StreamState stream, String why) {
        emitter.log(
                records.commanded(streamId, AdaptationAction.SKIPPED, stream.steps(), order, null, why, emitter.now()));
    }
}
