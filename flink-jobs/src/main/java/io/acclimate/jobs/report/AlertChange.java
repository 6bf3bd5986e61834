// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/**
 * An incident that has newly been opened or resolved. Times are relative to the stream's first reading.
 *
 * @param streamId the stream
 * @param opened true if opened, false if resolved
 * @param sinceStartMicros when the detector decided, microseconds of stream time
 * @param onsetMicros estimated begin of the shift, microseconds of stream time, at least 0
 * @param statistic the statistic that decided
 * @param score its value, in its own unit
 * @param threshold what it is compared with, same unit
 */
public record AlertChange(
        String streamId,
        boolean opened,
        long sinceStartMicros,
        long onsetMicros,
        String statistic,
        double score,
        double threshold) {}
