// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/**
 * Right answers of the adapted and of the frozen model over the same stretch.
 *
 * @param windows windows whose class is known
 * @param adaptedCorrect of them, those that the adapted model got right
 * @param frozenWindows of them, those that the frozen source model was asked about, too
 * @param frozenCorrect of those, the ones that it got right
 */
public record Accuracy(long windows, long adaptedCorrect, long frozenWindows, long frozenCorrect) {

    /** Nothing scored yet. */
    public static final Accuracy NONE = new Accuracy(0, 0, 0, 0);

    /** Share of right answers of the adapted model, 0..1; NaN without windows. */
    public double adapted() {
        return windows == 0 ? Double.NaN : (double) adaptedCorrect / windows;
    }

    /** Share of right answers of the frozen model, 0..1; NaN if it was not asked. */
    public double frozen() {
        return frozenWindows == 0 ? Double.NaN : (double) frozenCorrect / frozenWindows;
    }

    /** Both stretches together. */
    public Accuracy plus(Accuracy other) {
        return new Accuracy(
                windows + other.windows,
                adaptedCorrect + other.adaptedCorrect,
                frozenWindows + other.frozenWindows,
                frozenCorrect + other.frozenCorrect);
    }

    /**
     * Share of the accuracy that the frozen model lost under a shift which the adapted model wins back: (adapted during -
     * frozen during) / (frozen before - frozen during). 1 = all of it, negative = adapting made it worse; NaN where the
     * frozen model lost nothing or either stretch has no answer.
     */
    public static double recovered(Accuracy before, Accuracy during) {
        double lost = before.frozen() - during.frozen();
        return lost > 0 ? (during.adapted() - during.frozen()) / lost : Double.NaN;
    }
}
