// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import java.util.Map;

/**
 * What the guard says of one batch.
 *
 * @param state the guard's vector to keep
 * @param action what to do with what the batch taught
 * @param answerFromSource whether the source model's predictions go out instead of the adapted model's
 * @param healthy whether the stream is fit for a snapshot to go back to
 * @param incident step at which the incident began that this verdict opens or resolves; 0 if it does neither
 * @param keep share of the batch's update to take, 0..1; below 1 for {@link Action#SLOW}
 * @param reason why, in one sentence; empty for {@link Action#PASS}
 * @param measure name of the evidence that decided; empty for {@link Action#PASS}
 * @param limit value that this evidence was compared with
 * @param evidence everything that was measured, by name
 */
public record Verdict(
        double[] state,
        Action action,
        boolean answerFromSource,
        boolean healthy,
        long incident,
        double keep,
        String reason,
        String measure,
        double limit,
        Map<String, Double> evidence) {

    /** Whether an incident is over; only where {@link #incident} names one. */
    public boolean resolved() {
        return healthy;
    }

    /** What to do, by severity. */
    public enum Action {
        /** Take the update. */
        PASS,
        /** Take only part of the update. */
        SLOW,
        /** Take nothing of the update: what was learned before stays. */
        HOLD,
        /** Go back to the last healthy snapshot, or to the source if there is none. */
        ROLL_BACK,
        /** Go back to the source. */
        RESET,
        /** Go back to the source and stay there while the source model knows what it sees. */
        FREEZE,
        /** Nothing is learned: the stream is frozen. */
        STAY_FROZEN,
        /** The stream adapts again from here on. */
        THAW
    }
}
