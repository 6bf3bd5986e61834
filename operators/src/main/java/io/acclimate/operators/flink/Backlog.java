// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

/**
 * Whether packets may wait before an operator: then a camera of which nothing comes is not silent, it has only not been
 * heard. Timers of an operator that was blocked, or is restored, fire before the packets that wait are looked at, so it
 * begins, and begins anew with every packet that had waited long, as not empty. Not state.
 */
final class Backlog {

    private static final long NEVER = Long.MIN_VALUE;

    private final long millis;
    private long doneMillis = NEVER;
    private boolean behind = true;

    /**
     * A backlog of which nothing is known.
     *
     * @param millis how long a packet may have waited in an operator that keeps up, and after what time without any
     *     packet none waits
     */
    Backlog(long millis) {
        this.millis = millis;
    }

    /** The operator is done with a packet at {@code now} that reached the broker at {@code arrivalMillis}. */
    void done(long arrivalMillis, long now) {
        doneMillis = now;
        behind = now - arrivalMillis >= millis;
    }

    /** Whether no packet waits. */
    boolean isEmpty(long now) {
        if (doneMillis == NEVER) {
            doneMillis = now;
        }
        return !behind || now - doneMillis >= millis;
    }
}
