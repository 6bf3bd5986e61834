// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.guard.Enforcement;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.Verdict;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What follows a step of one stream: the guard decides what of it is kept, the shift monitor looks at it, snapshots are
 * taken, and everything is reported and stored.
 */
final class StepReview {

    private final Guard guard;
    private final ShiftMonitor monitor;
    private final SnapshotRing snapshots;
    private final StreamStore store;
    private final AdaptRecords records;
    private final AdaptMetrics metrics;
    private final Emitter emitter;
    private final Enforcement enforcement;
    private final Predicate<String> paused;

    StepReview(
            Guard guard,
            ShiftMonitor monitor,
            SnapshotRing snapshots,
            StreamStore store,
            AdaptRecords records,
            AdaptMetrics metrics,
            Emitter emitter,
            Enforcement enforcement,
            Predicate<String> paused) {
        this.guard = guard;
        this.monitor = monitor;
        this.snapshots = snapshots;
        this.store = store;
        this.records = records;
        this.metrics = metrics;
        this.emitter = emitter;
        this.enforcement = enforcement;
        this.paused = paused;
    }

    /** Predicts a window before its batch is full. */
    void predict(StreamBatch window, WindowPrediction prediction) {
        double[] guarded = window.state().map(StreamState::guard).orElse(new double[0]);
        boolean fromSource = !paused.test(window.streamId()) && guard.answersFromSource(guarded);
        predict(
                window.samples().get(0),
                fromSource ? prediction.sourceProbabilities() : prediction.probabilities(),
                Predictions.classes(prediction.sourceProbabilities(), prediction.sourceProbabilities().length)[0],
                window.state().map(StreamState::steps).orElse(0L),
                fromSource);
    }

    void finish(StreamBatch batch, BatchResult result, double stepMillis) throws Exception {
        boolean paused = this.paused.test(batch.streamId());
        Verdict verdict = guard.judge(result.state().guard(), result);
        Enforcement.Outcome kept =
                paused ? enforcement.paused(batch, result) : enforcement.of(batch, result, verdict, snapshots::healthy);
        predict(batch, result, kept.fromSource());
        ShiftMonitor.Update shift = monitor.update(
                result.state().shift(), result.statistics(), batch.samples().size(), end(batch));
        StreamState next = kept.state().withShift(shift.state());
        metrics.markBatch(result, shift.largest());
        metrics.markAction(kept.action());
        boolean acted = kept.action() != AdaptationAction.STEP && !paused;
        emitter.log(records.logEntry(
                batch,
                result,
                kept.action(),
                kept.reason(),
                acted ? verdict.evidence() : Map.of(),
                kept.snapshotId(),
                stepMillis));
        alert(batch, result, paused, verdict, shift);
        snapshot(batch, next, shift, !paused && verdict.healthy());
        store.put(batch.streamId(), next);
    }

    private void predict(StreamBatch batch, BatchResult result, boolean fromSource) {
        List<Sample> samples = batch.samples();
        for (int n = 0; n < samples.size(); n++) {
            if (!samples.get(n).predicted()) {
                float[][] from = fromSource ? result.sourceProbabilities() : result.probabilities();
                predict(
                        samples.get(n),
                        from[n],
                        result.sourceClasses()[n],
                        result.state().steps() - 1,
                        fromSource);
            }
        }
    }

    private void predict(Sample sample, float[] probabilities, int sourceClass, long step, boolean fromSource) {
        long latency = Math.max(0, emitter.now() - sample.arrivalMillis());
        metrics.markLatency(latency);
        emitter.prediction(records.prediction(sample, probabilities, sourceClass, step, fromSource, latency));
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

    private static long end(StreamBatch batch) {
        return batch.samples().get(batch.samples().size() - 1).endMicros();
    }
}
