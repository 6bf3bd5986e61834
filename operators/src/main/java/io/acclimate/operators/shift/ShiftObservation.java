// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * What is charted of one batch.
 *
 * @param statistics mean of the source view's statistics
 * @param answers distances of the frozen model's answers from those on the source; empty if the package knows none
 * @param projected mean features along the charted directions; empty if the package knows none
 * @param variety half the mean squared difference of windows that follow each other, over the variance of the source's
 *     windows, along the charted directions: 1 in random order, less where windows resemble their neighbours; {@link
 *     #UNKNOWN} if the package knows no directions, or of a single window
 * @param sourceAccuracy estimated share of right answers of the frozen model, or {@link #UNKNOWN}
 * @param adaptedAccuracy the same of the predictions that went out
 */
public record ShiftObservation(
        double[] statistics,
        double[] answers,
        double[] projected,
        double variety,
        double sourceAccuracy,
        double adaptedAccuracy) {

    /** What is not known, or cannot be estimated. */
    public static final double UNKNOWN = -1;
}
