// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

/**
 * How a method is evaluated.
 *
 * @param method its name
 * @param guarded whether the job's guard stands over it
 */
record MethodVariant(String method, boolean guarded) {}
