// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * How fast a stream's normalization statistics follow it: faster right after it has entered another state ({@link Regimes}),
 * and ever less so. Read off the watch's vector, so nothing more is kept. While a stream drifts it enters one state after
 * another, and the statistics stay fast.
 */
public final class Following {

    /** Batches after which half of the haste is gone. */
    private static final double HALVED_AFTER = 4;

    private final int scores;
    private final double fastest;

    /**
     * A schedule.
     *
     * @param fastest how many batches the first one after a change counts for, at least 1
     */
    public Following(ShiftKnowledge knowledge, double fastest) {
        this.scores = knowledge.scores();
        this.fastest = fastest;
    }

    /**
     * How many batches the stream's next one counts for, at least 1.
     *
     * @param watched the vector that the {@link ShiftWatch} left; one that it would give up, and that of a stream that has
     *     never changed, gives 1
     */
    public double next(double[] watched) {
        int at = watched.length - Regimes.length(scores);
        if (at < 0) {
            return 1;
        }
        Regimes regimes = Regimes.of(Arrays.copyOfRange(watched, at, watched.length), scores, Double.POSITIVE_INFINITY);
        return regimes.hasChanged() ? 1 + (fastest - 1) * Math.pow(0.5, regimes.batches() / HALVED_AFTER) : 1;
    }
}
