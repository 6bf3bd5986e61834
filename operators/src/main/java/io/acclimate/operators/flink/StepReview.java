// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.guard.Enforcement;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.Verdict;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What follows a step of one stream: the guard decides what of it is kept, the shift monitor looks at it, snapshots are
 * taken, and everything is reported and stored.
 */
final class StepReview {

    private final Guard guard;
    private final ShiftReview shifts;
    private final SnapshotRing snapshots;
    private final StreamStore store;
    private final AdaptRecords records;
    private final AdaptMetrics metrics;
    private final Emitter emitter;
    private final Enforcement enforcement;
    private final Predicate<String> paused;
    private final Optional<LateLabels> labels;

    StepReview(
            Guard guard,
            ShiftReview shifts,
            SnapshotRing snapshots,
            StreamStore store,
            AdaptRecords records,
            AdaptMetrics metrics,
            Emitter emitter,
            Enforcement enforcement,
            Predicate<String> paused,
            Optional<LateLabels> labels) {
        this.guard = guard;
        this.shifts = shifts;
        this.snapshots = snapshots;
        this.store = store;
        this.records = records;
        this.metrics = metrics;
        this.emitter = emitter;
        this.enforcement = enforcement;
        this.paused = paused;
        this.labels = labels;
    }

    /** Predicts a window before its batch is full. */
    void predict(StreamBatch window, WindowPrediction prediction) throws Exception {
        double[] guarded = window.state().map(StreamState::guard).orElse(new double[0]);
        boolean fromSource = !paused.test(window.streamId()) && guard.answersFromSource(guarded);
        float[] probabilities = fromSource ? prediction.sourceProbabilities() : adapted(window.streamId(), prediction);
        predict(
                window.samples().get(0),
                probabilities,
                Predictions.mostProbable(prediction.sourceProbabilities(), 0, prediction.sourceProbabilities().length),
                window.state().map(StreamState::steps).orElse(0L),
                fromSource,
                records.unknown(probabilities));
    }

    private float[] adapted(String streamId, WindowPrediction prediction) throws Exception {
        return labels.isPresent() ? labels.get().corrected(streamId, prediction) : prediction.probabilities();
    }

    /**
     * What was found in a step.
     *
     * @param verdict the guard's
     * @param shift the shift watch's, if the stream is not paused
     */
    record Findings(Verdict verdict, ShiftWatch.Update shift) {}

    /** Looks at a step. Depends on nothing but the step, so that many threads may look at those of many streams at once. */
    Findings look(StreamBatch batch, BatchResult result) {
        Verdict verdict = guard.judge(result.state().guard(), result);
        return new Findings(verdict, shifts.look(batch, result, verdict.answerFromSource()));
    }

    /** Carries out what follows from a step. */
    void finish(StreamBatch batch, BatchResult result, Findings findings, double stepMillis) throws Exception {
        boolean paused = this.paused.test(batch.streamId());
        Verdict verdict = findings.verdict();
        Enforcement.Outcome kept =
                paused ? enforcement.paused(batch, result) : enforcement.of(batch, result, verdict, snapshots::healthy);
        predict(batch, result, going(batch, result, kept.fromSource(), paused), kept.fromSource());
        // Of a paused stream the adapted answers go out, whatever the guard says.
        boolean others = kept.fromSource() != verdict.answerFromSource();
        ShiftWatch.Update shift = others ? shifts.look(batch, result, kept.fromSource()) : findings.shift();
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
        if (!paused && verdict.incident() != 0) {
            emitter.alert(records.guardAlert(batch, result, verdict));
        }
        if (!paused
                && verdict.incident() != 0
                && !verdict.resolved()
                && batch.state().isPresent()) {
            // What follows may undo it; with this a command can take that back.
            keep(batch.streamId(), batch.state().get(), StreamSnapshot.Reason.BEFORE_UNDO);
        }
        store.put(batch.streamId(), afterShift(batch, result, next, shift, paused ? null : verdict));
    }

    /**
     * Takes the snapshots that are due, reports the shift and recalls what was learned earlier; the state to keep. The
     * verdict is null for a paused stream.
     */
    private StreamState afterShift(
            StreamBatch batch, BatchResult result, StreamState next, ShiftWatch.Update shift, Verdict verdict)
            throws Exception {
        boolean healthy = verdict != null && verdict.healthy();
        Long before = null;
        if (shift.alert().isPresent()
                && shift.alert().get().signal().opened()
                && batch.state().isPresent()) {
            // What it had learned before the batch that gave the shift away.
            before = keep(batch.streamId(), batch.state().get(), StreamSnapshot.Reason.SHIFT);
        }
        if (shift.alert().isPresent()) {
            metrics.markAlert(shift.alert().get().signal());
            emitter.alert(shifts.alert(batch, result, shift, before));
        }
        if (healthy && snapshots.due(next.steps())) {
            take(batch.streamId(), next, StreamSnapshot.Reason.HEALTHY);
        }
        if (healthy && shifts.keeps(shift)) {
            Long kept = take(batch.streamId(), next, StreamSnapshot.Reason.REGIME);
            return kept == null ? next : shifts.noted(next, kept);
        }
        boolean mayLeave = verdict != null && !verdict.answerFromSource();
        return mayLeave ? inNewRegime(batch, result, next, shift) : next;
    }

    /** What the stream goes on with where it is now: what it knew there, the source, or what it has. */
    private StreamState inNewRegime(StreamBatch batch, BatchResult result, StreamState next, ShiftWatch.Update shift)
            throws Exception {
        Optional<StreamState> recalled = shifts.recalled(batch.streamId(), next, shift);
        if (recalled.isPresent()) {
            long snapshot = shift.regime().get().snapshot();
            emitter.log(
                    records.changed(batch.streamId(), recalled.get(), snapshot, ShiftReview.RECALLED, emitter.now()));
            return recalled.get();
        }
        Optional<StreamState> restarted = shifts.restarted(next, result, shift);
        if (restarted.isPresent()) {
            keep(batch.streamId(), next, StreamSnapshot.Reason.BEFORE_UNDO);
            emitter.log(records.changed(batch.streamId(), restarted.get(), null, ShiftReview.RESTARTED, emitter.now()));
        }
        return restarted.orElse(next);
    }

    private float[][] going(StreamBatch batch, BatchResult result, boolean fromSource, boolean paused)
            throws Exception {
        if (labels.isPresent()) {
            return labels.get().finish(batch, result, fromSource, paused);
        }
        return fromSource ? result.sourceProbabilities() : result.probabilities();
    }

    private void predict(StreamBatch batch, BatchResult result, float[][] going, boolean fromSource) {
        List<Sample> samples = batch.samples();
        for (int n = 0; n < samples.size(); n++) {
            if (!samples.get(n).predicted()) {
                predict(
                        samples.get(n),
                        going[n],
                        result.sourceClasses()[n],
                        result.state().steps() - 1,
                        fromSource,
                        fromSource ? records.unknown(going[n]) : result.unknown()[n]);
            }
        }
    }

    private void predict(
            Sample sample, float[] probabilities, int sourceClass, long step, boolean fromSource, boolean unknown) {
        long latency = Math.max(0, emitter.now() - sample.arrivalMillis());
        metrics.markLatency(latency);
        emitter.prediction(records.prediction(sample, probabilities, sourceClass, step, fromSource, unknown, latency));
    }

    /** Takes a snapshot of what is about to change, unless there is one of just that. */
    private Long keep(String streamId, StreamState state, StreamSnapshot.Reason reason) throws Exception {
        OptionalLong same = snapshots.of(streamId, state);
        return same.isPresent() ? Long.valueOf(same.getAsLong()) : take(streamId, state, reason);
    }

    private Long take(String streamId, StreamState state, StreamSnapshot.Reason reason) throws Exception {
        Optional<SnapshotRing.Kept> kept = snapshots.take(streamId, state, reason, false);
        if (kept.isPresent()) {
            emitter.log(records.snapshot(streamId, kept.get(), null, emitter.now()));
        }
        return kept.map(SnapshotRing.Kept::number).orElse(null);
    }
}
