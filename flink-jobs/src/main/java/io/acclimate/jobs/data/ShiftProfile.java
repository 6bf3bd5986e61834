// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

/** How the strength of a shift changes with time. */
public enum ShiftProfile {
    /** Full strength at once, and it stays. */
    ABRUPT,
    /** Strength grows linearly, then stays. */
    GRADUAL,
    /** Like either of the others, but gone from one instant on. */
    RETURNING
}
