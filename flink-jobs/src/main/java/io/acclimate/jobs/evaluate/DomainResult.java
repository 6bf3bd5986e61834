// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

/**
 * How a method did in one visit of a domain.
 *
 * @param domain its name
 * @param severity 1 to 5
 * @param visit from 1; going down in severity counts as the second visit
 * @param samples samples seen
 * @param wrong those predicted wrongly
 * @param interventions batches in which the guard stepped in, those of a wrecking part before it included
 */
public record DomainResult(String domain, int severity, int visit, int samples, int wrong, int interventions) {

    /** Share of right predictions, 0..1. */
    public double accuracy() {
        return 1 - error();
    }

    /** Share of wrong predictions, 0..1. */
    public double error() {
        return (double) wrong / samples;
    }
}
