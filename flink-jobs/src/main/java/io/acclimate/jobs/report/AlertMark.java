// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/**
 * An opened alert on the axes of time.
 *
 * @param streamId the stream
 * @param group the group of the shift that the alert is held against: the latest one that had begun, else the first
 * @param outcome what it is worth
 * @param sinceReferenceMicros decided at, relative to the instant that the group's streams are aligned at, microseconds
 * @param sinceShiftMicros decided at, relative to the start of the shift that it is held against, microseconds; to the first
 *     reading where nothing shifts
 */
public record AlertMark(
        String streamId, ShiftGroup group, Outcome outcome, long sinceReferenceMicros, long sinceShiftMicros) {

    /** What an opened alert is worth. */
    public enum Outcome {
        /** The first one under its shift. */
        FOUND,
        /** Another one under a shift that was found or already under alert. */
        REPEATED,
        /** On an unshifted stream, or before its first shift. */
        FALSE_ALARM,
        /** Opened when the shift was over. */
        AFTER_SHIFT
    }
}
