// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the adaptation batches of all streams did.
 *
 * @param steps batches that updated parameters
 * @param skipped batches that left them
 * @param restored batches after which they were set back to the source model's
 * @param windows windows in all batches
 * @param samplesUsed of them, those that passed the method's sample filter
 * @param reasons why batches were skipped or restored, with counts, in alphabetical order; at most 16
 */
public record AdaptationCounts(
        long steps, long skipped, long restored, long windows, long samplesUsed, Map<String, Long> reasons) {

    /** Copies the reasons. */
    public AdaptationCounts {
        SortedMap<String, Long> copy = new TreeMap<>(reasons);
        reasons = Collections.unmodifiableMap(copy);
    }
}
