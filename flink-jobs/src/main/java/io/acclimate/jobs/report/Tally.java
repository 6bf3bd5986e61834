// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/** Counts verdicts. */
final class Tally {

    private long windows;
    private long adaptedCorrect;
    private long frozenWindows;
    private long frozenCorrect;

    void add(Verdict verdict) {
        windows++;
        adaptedCorrect += verdict.adaptedCorrect() ? 1 : 0;
        frozenWindows += verdict.frozenAsked() ? 1 : 0;
        frozenCorrect += verdict.frozenCorrect() ? 1 : 0;
    }

    Accuracy accuracy() {
        return new Accuracy(windows, adaptedCorrect, frozenWindows, frozenCorrect);
    }

    static Tally[] fresh(int count) {
        Tally[] tallies = new Tally[count];
        for (int i = 0; i < count; i++) {
            tallies[i] = new Tally();
        }
        return tallies;
    }
}
