// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.schemas.Prediction;

/** Whether the two models got one window right. */
record Verdict(boolean adaptedCorrect, boolean frozenAsked, boolean frozenCorrect) {

    static Verdict of(Prediction prediction, int label) {
        return new Verdict(
                prediction.getPredictedClass() == label,
                prediction.getSourceClass() >= 0,
                prediction.getSourceClass() == label);
    }
}
