// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Optional;

/** The head of the monitor's vector: layout, whether an incident is open, incidents so far, onset, batches, quiet batches. */
final class Incident {

    static final int OPEN = 1;
    static final int INCIDENTS = 2;
    static final int ONSET = 3;
    private static final int BATCHES = 4;
    private static final int QUIET_FOR = 5;
    static final int LENGTH = 6;

    /** Batches without an alarm after which it is over. */
    static final int QUIET = 8;

    private static final int FIRST_LOOK = 4;
    private static final int MORE = 4;

    private Incident() {}

    /**
     * The chart that is furthest over its threshold, or nearest to it.
     *
     * @param alarmed whether any chart has alarmed and is not clear
     * @param onset end of the batch at which it last spoke for no shift
     */
    record Furthest(boolean alarmed, String chart, double score, double limit, double onset) {}

    /** Takes a batch's charts into the vector's head. */
    static Optional<ShiftMonitor.Signal> next(double[] state, Furthest furthest) {
        if (state[OPEN] == 0) {
            return furthest.alarmed ? Optional.of(open(state, furthest)) : Optional.empty();
        }
        state[BATCHES]++;
        state[QUIET_FOR] = furthest.alarmed ? 0 : state[QUIET_FOR] + 1;
        if (state[QUIET_FOR] >= QUIET) {
            state[OPEN] = 0;
            return Optional.of(signal(state, furthest, ShiftMonitor.Change.RESOLVED));
        }
        return isDue((long) state[BATCHES])
                ? Optional.of(signal(state, furthest, ShiftMonitor.Change.DUE))
                : Optional.empty();
    }

    private static ShiftMonitor.Signal open(double[] state, Furthest furthest) {
        state[OPEN] = 1;
        state[INCIDENTS]++;
        state[ONSET] = furthest.onset;
        state[BATCHES] = 0;
        state[QUIET_FOR] = 0;
        return signal(state, furthest, ShiftMonitor.Change.OPENED);
    }

    /** After 4, 16, 64 ... batches: an incident of any length is told of a bounded number of times. */
    private static boolean isDue(long batches) {
        long look = FIRST_LOOK;
        while (look < batches) {
            look *= MORE;
        }
        return look == batches;
    }

    private static ShiftMonitor.Signal signal(double[] state, Furthest furthest, ShiftMonitor.Change change) {
        return new ShiftMonitor.Signal(
                change,
                (long) state[INCIDENTS],
                furthest.chart,
                furthest.score,
                furthest.limit,
                (long) state[ONSET],
                (long) state[BATCHES]);
    }
}
