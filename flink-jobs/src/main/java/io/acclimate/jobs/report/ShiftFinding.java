// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;

/**
 * Whether alerts found a known shift.
 *
 * @param shift the shift
 * @param state what became of it
 * @param delayMicros stream time from its start until the alert was decided, microseconds; -1 unless found
 */
public record ShiftFinding(KnownShift shift, State state, long delayMicros) {

    /** What can become of a known shift. */
    public enum State {
        /** The stream has not been played up to its start. */
        NOT_REACHED,
        /** No alert was opened under it. */
        MISSED,
        /** An earlier incident was still open when it began, so that no new one could be opened. */
        ALREADY_OPEN,
        /** An alert was opened under it. */
        FOUND
    }
}
