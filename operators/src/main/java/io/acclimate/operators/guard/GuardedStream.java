// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Optional;

/**
 * What the job does for one stream, batch after batch: engine, guard, the newest copy of the healthy stream, and the shift
 * watch where predictions depend on it. Without Flink and Kafka, which change no prediction.
 */
public final class GuardedStream {

    private final String streamId;
    private final AdaptationEngine engine;
    private final Optional<Guard> guard;
    private final Enforcement enforcement;
    private final int snapshotInterval;
    private final Optional<ShiftWatch> watch;
    private Optional<StreamState> learned = Optional.empty();
    private Optional<Enforcement.Numbered> healthy = Optional.empty();

    /**
     * One batch.
     *
     * @param result what the engine made of it
     * @param evidence what the guard measured and said; empty without one
     * @param action what was done in the end
     * @param fromSource whether the source model's predictions go out
     */
    public record Step(BatchResult result, Optional<Verdict> evidence, AdaptationAction action, boolean fromSource) {

        /** The predictions that go out, [samples][classes]. */
        public float[][] probabilities() {
            return fromSource ? result.sourceProbabilities() : result.probabilities();
        }

        /** Whether the guard did anything but let the batch pass. */
        public boolean interfered() {
            return fromSource || evidence.isPresent() && evidence.get().action() != Verdict.Action.PASS;
        }
    }

    /**
     * A stream that has seen nothing yet and follows no shift.
     *
     * @param guard judges every batch; empty for the bare method
     * @param snapshotInterval batches between two copies of a healthy stream, at least 1
     */
    public GuardedStream(String streamId, AdaptationEngine engine, Optional<Guard> guard, int snapshotInterval) {
        this(streamId, engine, guard, snapshotInterval, Optional.empty());
    }

    /**
     * A stream that has seen nothing yet.
     *
     * @param watch looks at every batch for shifts, which the engine may follow; empty if it does not
     */
    public GuardedStream(
            String streamId,
            AdaptationEngine engine,
            Optional<Guard> guard,
            int snapshotInterval,
            Optional<ShiftWatch> watch) {
        this.streamId = streamId;
        this.engine = engine;
        this.guard = guard;
        this.enforcement = new Enforcement(engine.initialVectors());
        this.snapshotInterval = snapshotInterval;
        this.watch = watch;
    }

    /** Predicts the windows and adapts to them. */
    public Step step(List<Sample> samples) throws Exception {
        StreamBatch batch = new StreamBatch(streamId, learned, samples);
        BatchResult result = engine.step(List.of(batch)).get(0);
        Step step = guard.isPresent() ? judged(batch, result, guard.get()) : bare(result);
        watch.ifPresent(by -> learned = learned.map(state -> watched(by, state, step, samples)));
        return step;
    }

    private static StreamState watched(ShiftWatch by, StreamState state, Step step, List<Sample> samples) {
        long end = samples.get(samples.size() - 1).endMicros();
        ShiftWatch.Batch batch = step.result().watched(by.knowledge(), step.probabilities(), end);
        return state.withShift(by.update(state.shift(), batch).state());
    }

    private Step bare(BatchResult result) {
        learned = Optional.of(result.state());
        AdaptationAction action = result.skipped().isPresent() ? AdaptationAction.SKIPPED : AdaptationAction.STEP;
        return new Step(result, Optional.empty(), action, false);
    }

    private Step judged(StreamBatch batch, BatchResult result, Guard by) throws Exception {
        Verdict verdict = by.judge(result.state().guard(), result);
        Enforcement.Outcome outcome = enforcement.of(batch, result, verdict, stream -> healthy);
        StreamState next = outcome.state();
        learned = Optional.of(next);
        if (verdict.healthy() && next.steps() % snapshotInterval == 0) {
            long number = healthy.map(Enforcement.Numbered::number).orElse(0L) + 1;
            healthy = Optional.of(new Enforcement.Numbered(number, copy(next)));
        }
        return new Step(result, Optional.of(verdict), outcome.action(), outcome.fromSource());
    }

    private static StreamSnapshot copy(StreamState state) {
        return new StreamSnapshot(
                StreamSnapshot.Reason.HEALTHY,
                false,
                state.steps(),
                state.updates(),
                state.endMicros(),
                state.vectors());
    }
}
