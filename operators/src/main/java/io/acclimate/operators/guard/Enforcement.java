// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Optional;

/** Carries a verdict out: what is left of a step. */
public final class Enforcement {

    private static final String PAUSED = "the stream is paused by a command";

    private final List<NamedTensor> initialVectors;

    /**
     * What is left of a step.
     *
     * @param state what the stream has learned, with the guard's vector
     * @param action how the adaptation log calls it
     * @param reason why, in one sentence; null for an ordinary step
     * @param snapshotId the snapshot that was restored; null if none was
     * @param fromSource whether the source model's predictions go out
     */
    public record Outcome(
            StreamState state, AdaptationAction action, String reason, Long snapshotId, boolean fromSource) {}

    /**
     * A snapshot of a stream.
     *
     * @param number its number
     * @param snapshot the copy
     */
    public record Numbered(long number, StreamSnapshot snapshot) {}

    /** Finds the newest snapshot of a healthy stream. */
    @FunctionalInterface
    public interface Healthy {
        /** The snapshot of this stream, if it has one. */
        Optional<Numbered> newest(String streamId) throws Exception;
    }

    /** Enforces verdicts over streams that start with these vectors. */
    public Enforcement(List<NamedTensor> initialVectors) {
        this.initialVectors = List.copyOf(initialVectors);
    }

    /** What is left of a step of a paused stream: it is counted, but what it taught is not taken. */
    public Outcome paused(StreamBatch batch, BatchResult result) {
        return new Outcome(held(batch, result), AdaptationAction.SKIPPED, PAUSED, null, false);
    }

    private StreamState held(StreamBatch batch, BatchResult result) {
        return result.state()
                .withVectors(old(batch), batch.state().map(StreamState::updates).orElse(0L));
    }

    /**
     * What is left of a step after the guard's verdict.
     *
     * @throws Exception what {@code healthy} throws
     */
    public Outcome of(StreamBatch batch, BatchResult result, Verdict verdict, Healthy healthy) throws Exception {
        Optional<String> skipped = result.skipped();
        AdaptationAction ordinary = skipped.isPresent() ? AdaptationAction.SKIPPED : AdaptationAction.STEP;
        return switch (verdict.action()) {
            case PASS -> outcome(verdict, result.state(), ordinary, skipped.orElse(null), null);
            case THAW -> outcome(verdict, result.state(), AdaptationAction.THAWED, verdict.reason(), null);
            case SLOW ->
                skipped.isPresent()
                        ? outcome(verdict, result.state(), ordinary, skipped.get(), null)
                        : outcome(
                                verdict,
                                slowed(batch, result, verdict),
                                AdaptationAction.SLOWED,
                                verdict.reason(),
                                null);
            case HOLD -> outcome(verdict, held(batch, result), AdaptationAction.SKIPPED, verdict.reason(), null);
            case ROLL_BACK -> rolledBack(batch, result, verdict, healthy);
            case RESET -> reset(result, verdict, AdaptationAction.RESTORED_TO_SOURCE);
            case FREEZE -> reset(result, verdict, AdaptationAction.FROZEN);
            case STAY_FROZEN -> reset(result, verdict, AdaptationAction.SKIPPED);
        };
    }

    private static Outcome outcome(
            Verdict verdict, StreamState state, AdaptationAction action, String reason, Long snapshotId) {
        return new Outcome(state.withGuard(verdict.state()), action, reason, snapshotId, verdict.answerFromSource());
    }

    private Outcome reset(BatchResult result, Verdict verdict, AdaptationAction action) {
        return outcome(verdict, result.state().withVectors(initialVectors, 0), action, verdict.reason(), null);
    }

    private Outcome rolledBack(StreamBatch batch, BatchResult result, Verdict verdict, Healthy healthy)
            throws Exception {
        Optional<Numbered> found = healthy.newest(batch.streamId());
        if (found.isEmpty()) {
            return reset(result, verdict, AdaptationAction.RESTORED_TO_SOURCE);
        }
        StreamSnapshot snapshot = found.get().snapshot();
        StreamState state = result.state().withVectors(snapshot.vectors(), snapshot.updates());
        return outcome(
                verdict,
                state,
                AdaptationAction.ROLLED_BACK,
                verdict.reason(),
                found.get().number());
    }

    private StreamState slowed(StreamBatch batch, BatchResult result, Verdict verdict) {
        StreamState state = result.state();
        return state.withVectors(Blend.of(old(batch), state.vectors(), verdict.keep()), state.updates());
    }

    private List<NamedTensor> old(StreamBatch batch) {
        return batch.state().map(StreamState::vectors).orElse(initialVectors);
    }
}
