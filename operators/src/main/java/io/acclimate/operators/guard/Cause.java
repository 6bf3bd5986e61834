// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

/**
 * Why the guard acts.
 *
 * @param reason one sentence
 * @param measure name of the evidence that decided
 * @param limit value that this evidence was compared with
 */
record Cause(String reason, String measure, double limit) {}
