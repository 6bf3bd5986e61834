// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/** The last {@value #WINDOWS} verdicts of all streams together. */
final class RecentVerdicts {

    static final int WINDOWS = 1000;

    private final Verdict[] ring = new Verdict[WINDOWS];
    private int next;

    void add(Verdict verdict) {
        ring[next] = verdict;
        next = (next + 1) % WINDOWS;
    }

    Accuracy accuracy() {
        Tally tally = new Tally();
        for (Verdict verdict : ring) {
            if (verdict != null) {
                tally.add(verdict);
            }
        }
        return tally.accuracy();
    }
}
