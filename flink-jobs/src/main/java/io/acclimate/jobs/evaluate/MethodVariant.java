// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

/**
 * How a method is evaluated.
 *
 * @param method its name
 * @param guarded whether the job's guard stands over it
 * @param labels which labels it is told
 */
record MethodVariant(String method, boolean guarded, LabelPlan labels) {

    /** A method that is told no labels. */
    MethodVariant(String method, boolean guarded) {
        this(method, guarded, LabelPlan.NONE);
    }

    /** Its heading. */
    String label() {
        return method + (guarded ? " guarded" : "") + labels.suffix();
    }
}
