// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Looks for a change in a sequence of observations. Pure: all that lasts from one observation to the next lies in a vector
 * of fixed length that the caller keeps, begins with the number of its layout, and holds finite numbers only. Equal vector
 * and observation give an equal score, bit for bit.
 */
public interface ChangeDetector {

    /** The field's name of the method, for reports. */
    String name();

    /** The vector before the first observation; also what to go on with after an alarm. */
    double[] start();

    /**
     * Takes in an observation.
     *
     * @param state the vector that {@link #start} or the last observation left; changed in place
     * @param observation finite values; their number and meaning are the method's
     * @return the score; more speaks for a change
     * @throws IllegalArgumentException if the vector is of another layout or method
     */
    double update(double[] state, double... observation);

    /** The score from which on the method alarms. */
    double threshold();

    /** Whether a score is an alarm. */
    default boolean alarms(double score) {
        return score >= threshold();
    }

    /** The vector's first value: number of the method's layout, and its length. */
    default void check(double[] state, int layout, int length) {
        if (state.length != length || state[0] != layout) {
            throw new IllegalArgumentException(
                    "the vector of detector %s has layout %s of %d values; this build keeps %d of %d"
                            .formatted(
                                    name(),
                                    state.length == 0 ? "none" : Long.toString((long) state[0]),
                                    state.length,
                                    layout,
                                    length));
        }
    }
}
