// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.schemas.AdaptationLogEntry;

import java.util.Map;
import java.util.TreeMap;

/** Counts what adaptation batches did; at most {@value #MOST_REASONS} reasons for skipping are told apart. */
final class AdaptationTally {

    static final int MOST_REASONS = 16;
    private static final String OTHER = "other reasons";

    private final Map<String, Long> reasons = new TreeMap<>();
    private long steps;
    private long skipped;
    private long restored;
    private long windows;
    private long samplesUsed;

    void add(AdaptationLogEntry entry) {
        if (entry.getWindows() == 0) {
            // Snapshots and commands are no batches.
            return;
        }
        switch (entry.getAction()) {
            case STEP, SLOWED, THAWED -> steps++;
            case SKIPPED -> skipped++;
            case RESTORED_TO_SOURCE, ROLLED_BACK, FROZEN -> restored++;
            case SNAPSHOT, ACKNOWLEDGED, MODEL_CHANGED, UNKNOWN -> {}
        }
        windows += entry.getWindows();
        samplesUsed += entry.getSamplesUsed();
        if (entry.getSkipReason() != null) {
            reasons.merge(known(entry.getSkipReason()), 1L, Long::sum);
        }
    }

    private String known(String reason) {
        return reasons.containsKey(reason) || reasons.size() < MOST_REASONS - 1 ? reason : OTHER;
    }

    AdaptationCounts counts() {
        return new AdaptationCounts(steps, skipped, restored, windows, samplesUsed, reasons);
    }
}
