// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Whether a stream's windows come in random order, by {@link ShiftObservation#variety}: of people's movements, windows of 2.56 s
 * in the order of the recordings differ by 0.04 to 0.25 of the variance of all, in random order by 0.7 to 1.6. Its part of the
 * monitor's vector: mean variety, pairs of windows that it is the mean of. An open incident teaches it nothing, and no batch may after
 * which a CUSUM is at a quarter of its threshold: a fault may make neighbours differ, and would take a stream in the order of its
 * recordings for a random one.
 */
final class WindowOrder {

    static final int LENGTH = 2;

    /** Part of their threshold above which charts let no batch teach. */
    static final double RESTLESS = 0.25;

    private static final int PAIRS = 1;
    private static final double RANDOM = 0.5;
    /** A batch whose windows differ more than those in random order do has another reason for it. */
    private static final double WILDEST = 2;
    /** Fewer pairs tell nothing. */
    private static final double FEWEST = 32;
    /** Older ones are forgotten. */
    private static final double MOST = 4096;

    private WindowOrder() {}

    /** Takes in a batch. */
    static void add(double[] state, int at, double variety, int batchSize) {
        if (variety == ShiftObservation.UNKNOWN || !Double.isFinite(variety) || state[Incident.OPEN] == 1) {
            return;
        }
        double pairs = batchSize - 1;
        state[at + PAIRS] = Math.min(MOST, state[at + PAIRS] + pairs);
        state[at] += (Math.min(WILDEST, variety) - state[at]) * pairs / state[at + PAIRS];
    }

    static boolean isRandom(double[] state, int at) {
        return state[at + PAIRS] >= FEWEST && state[at] >= RANDOM;
    }
}
