// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * What is charted of one batch.
 *
 * @param statistics mean of the source view's statistics
 * @param answers distances of the frozen model's answers from those on the source; empty if the package knows none
 * @param projected mean features along the charted directions; empty if the package knows none
 * @param sourceAccuracy estimated share of right answers of the frozen model, or {@link #UNKNOWN}
 * @param adaptedAccuracy the same of the predictions that went out
 */
public record ShiftObservation(
        double[] statistics, double[] answers, double[] projected, double sourceAccuracy, double adaptedAccuracy) {

    /** An accuracy that cannot be estimated. */
    public static final double UNKNOWN = -1;
}
