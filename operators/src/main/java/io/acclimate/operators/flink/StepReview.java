// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.Verdict;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What follows a step of one stream: the guard decides what of it is kept, the shift monitor looks at it, snapshots are
 * taken, and everything is reported and stored.
 */
final class StepReview {

    private static final String PAUSED = "the stream is paused by a command";

    private final Guard guard;
    private final ShiftMonitor monitor;
    private final SnapshotRing snapshots;
    private final StreamStore store;
    private final AdaptRecords records;
    private final AdaptMetrics metrics;
    private final Emitter emitter;
    private final List<NamedTensor> initialVectors;

    /** What is left of a step, and how the log calls it. */
    private record Kept(StreamState state, AdaptationAction action, String reason, Long snapshotId) {}

    StepReview(
            Guard guard,
            ShiftMonitor monitor,
            SnapshotRing snapshots,
            StreamStore store,
            AdaptRecords records,
            AdaptMetrics metrics,
            Emitter emitter,
            List<NamedTensor> initialVectors) {
        this.guard = guard;
        this.monitor = monitor;
        this.snapshots = snapshots;
        this.store = store;
        this.records = records;
        this.metrics = metrics;
        this.emitter = emitter;
        this.initialVectors = initialVectors;
    }

    void finish(StreamBatch batch, BatchResult result, boolean paused, double stepMillis) throws Exception {
        Verdict verdict = guard.judge(result.state().guard(), result);
        Kept kept = paused ? paused(batch, result) : kept(batch, result, verdict);
        predict(batch, result, !paused && verdict.answerFromSource());
        ShiftMonitor.Update shift = monitor.update(
                result.state().shift(), result.statistics(), batch.samples().size(), end(batch));
        StreamState next = kept.state.withShift(shift.state());
        next = paused ? next : next.withGuard(verdict.state());
        metrics.markBatch(result, shift.largest());
        metrics.markAction(kept.action);
        boolean acted = kept.action != AdaptationAction.STEP && !paused;
        emitter.log(records.logEntry(
                batch,
                result,
                kept.action,
                kept.reason,
                acted ? verdict.evidence() : Map.of(),
                kept.snapshotId,
                stepMillis));
        alert(batch, result, paused, verdict, shift);
        snapshot(batch, next, shift, !paused && verdict.healthy());
        store.put(batch.streamId(), next);
    }

    private void predict(StreamBatch batch, BatchResult result, boolean fromSource) {
        List<Sample> samples = batch.samples();
        long now = emitter.now();
        for (int n = 0; n < samples.size(); n++) {
            long latency = Math.max(0, now - samples.get(n).arrivalMillis());
            metrics.markLatency(latency);
            emitter.prediction(records.prediction(samples.get(n), result, n, fromSource, latency));
        }
    }

    private void alert(
            StreamBatch batch, BatchResult result, boolean paused, Verdict verdict, ShiftMonitor.Update shift) {
        if (shift.signal().isPresent()) {
            metrics.markAlert(shift.signal().get().opened());
            emitter.alert(records.alert(batch, result, shift.signal().get()));
        }
        if (!paused && verdict.incident() != 0) {
            emitter.alert(records.guardAlert(batch, result, verdict));
        }
    }

    private void snapshot(StreamBatch batch, StreamState next, ShiftMonitor.Update shift, boolean healthy)
            throws Exception {
        boolean opened = shift.signal().isPresent() && shift.signal().get().opened();
        if (opened && batch.state().isPresent()) {
            // What it had learned before the batch that gave the shift away.
            take(batch.streamId(), batch.state().get(), StreamSnapshot.Reason.SHIFT);
        }
        if (healthy && snapshots.due(next.steps())) {
            take(batch.streamId(), next, StreamSnapshot.Reason.HEALTHY);
        }
    }

    private void take(String streamId, StreamState state, StreamSnapshot.Reason reason) throws Exception {
        Optional<SnapshotRing.Kept> kept = snapshots.take(streamId, state, reason, false);
        if (kept.isPresent()) {
            emitter.log(records.snapshot(streamId, kept.get(), null, emitter.now()));
        }
    }

    private Kept paused(StreamBatch batch, BatchResult result) {
        return new Kept(held(batch, result), AdaptationAction.SKIPPED, PAUSED, null);
    }

    /** The step is counted, but what it taught is not taken. */
    private StreamState held(StreamBatch batch, BatchResult result) {
        return result.state()
                .withVectors(
                        batch.state().map(StreamState::vectors).orElse(initialVectors),
                        batch.state().map(StreamState::updates).orElse(0L));
    }

    private Kept kept(StreamBatch batch, BatchResult result, Verdict verdict) throws Exception {
        return switch (verdict.action()) {
            case PASS ->
                new Kept(result.state(), action(result), result.skipped().orElse(null), null);
            case THAW -> new Kept(result.state(), AdaptationAction.THAWED, verdict.reason(), null);
            case SLOW ->
                result.skipped().isPresent()
                        ? new Kept(
                                result.state(), action(result), result.skipped().get(), null)
                        : new Kept(slowed(batch, result, verdict), AdaptationAction.SLOWED, verdict.reason(), null);
            case ROLL_BACK -> rolledBack(batch, result, verdict);
            case RESET -> new Kept(reset(result), AdaptationAction.RESTORED_TO_SOURCE, verdict.reason(), null);
            case FREEZE -> new Kept(reset(result), AdaptationAction.FROZEN, verdict.reason(), null);
            case STAY_FROZEN -> new Kept(reset(result), AdaptationAction.SKIPPED, verdict.reason(), null);
        };
    }

    private static AdaptationAction action(BatchResult result) {
        return result.skipped().isPresent() ? AdaptationAction.SKIPPED : AdaptationAction.STEP;
    }

    private StreamState reset(BatchResult result) {
        return result.state().withVectors(initialVectors, 0);
    }

    private Kept rolledBack(StreamBatch batch, BatchResult result, Verdict verdict) throws Exception {
        Optional<SnapshotRing.Kept> healthy = snapshots.healthy(batch.streamId());
        if (healthy.isEmpty()) {
            return new Kept(reset(result), AdaptationAction.RESTORED_TO_SOURCE, verdict.reason(), null);
        }
        StreamSnapshot snapshot = healthy.get().snapshot();
        StreamState state = result.state().withVectors(snapshot.vectors(), snapshot.updates());
        return new Kept(
                state,
                AdaptationAction.ROLLED_BACK,
                verdict.reason(),
                healthy.get().number());
    }

    private StreamState slowed(StreamBatch batch, BatchResult result, Verdict verdict) {
        List<NamedTensor> old = batch.state().map(StreamState::vectors).orElse(initialVectors);
        return result.state()
                .withVectors(
                        Blend.of(old, result.state().vectors(), verdict.keep()),
                        result.state().updates());
    }

    private static long end(StreamBatch batch) {
        return batch.samples().get(batch.samples().size() - 1).endMicros();
    }
}
