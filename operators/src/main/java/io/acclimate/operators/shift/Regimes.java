// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.Optional;

/**
 * Remembers up to {@value #KEPT} regimes that a stream has been in, by the mean of their standardized scores, and finds out
 * when it leaves one and whether it comes back to an earlier one.
 *
 * <p>A regime is left when the mean of the last {@value #RECENT} batches differs from the mean of the regime's batches before
 * them: {@code |difference|^2 / (1/recent + 1/batches)}, chi-square without a change, passes its quantile at one in
 * the charts' run length, and the difference is longer than {@value #FAR}; and so a second time with the next batch. The
 * stream is back in a remembered regime if the mean of the last {@value #NEWEST} batches is, chance taken off, less than
 * {@value #NEAR} times as far from it (squared) as from the one that was left.
 *
 * <p>Its part of the vector: layout, number, batches, snapshot and summed scores of the current regime, regimes seen, then per
 * place: number, batches, snapshot, mean scores. Batches enter the current regime's sum when {@value #RECENT} newer ones have
 * come, so that a change does not smear it.
 */
final class Regimes {

    /** Regimes remembered. */
    static final int KEPT = 8;

    /** Batches that a change is judged by. */
    static final int RECENT = 4;

    private static final int LAYOUT = 302;
    private static final int NUMBER = 1;
    private static final int COUNT = 2;
    private static final int SEEN = 3;
    private static final int SNAPSHOT = 4;
    private static final int RETURNED = 5;
    private static final int SUSPECTED = 6;
    private static final int SUM = 7;
    private static final int NEWEST = 2;
    private static final int FEWEST = 8;
    private static final double FAR = 2;
    private static final double NEAR = 0.2;
    private static final int PLACE_HEAD = 3;

    private final double[] part;
    private final int scores;
    private final double quantile;

    /**
     * A change of regime.
     *
     * @param left number of the regime that ended
     * @param entered number of the one that began
     * @param returned whether the stream was in it before
     * @param snapshot of what was learned in it; 0 if there is none
     */
    record Change(long left, long entered, boolean returned, long snapshot) {}

    private Regimes(double[] part, int scores, double quantile) {
        this.part = part;
        this.scores = scores;
        this.quantile = quantile;
    }

    static int length(int scores) {
        return SUM + scores + KEPT * (PLACE_HEAD + scores);
    }

    /** Reads a part; one of another layout or length is given up and the first regime begins. */
    static Regimes of(double[] part, int scores, double quantile) {
        boolean known = part.length == length(scores) && part[0] == LAYOUT;
        double[] kept = known ? part.clone() : new double[length(scores)];
        if (!known) {
            kept[0] = LAYOUT;
            kept[NUMBER] = 1;
            kept[SEEN] = 1;
        }
        return new Regimes(kept, scores, quantile);
    }

    double[] values() {
        return part;
    }

    /** Batches of the current regime that are settled. */
    long batches() {
        return (long) part[COUNT];
    }

    /** Number of the current regime. */
    long current() {
        return (long) part[NUMBER];
    }

    /** Whether the stream had been in the current regime before. */
    boolean hasReturned() {
        return part[RETURNED] == 1;
    }

    /** Whether the stream has ever left a regime. */
    boolean hasChanged() {
        return part[SEEN] > 1;
    }

    /** Notes the snapshot of what was learned in the current regime. */
    void snapshot(long number) {
        part[SNAPSHOT] = number;
    }

    /** Takes in the newest batch of {@code history}, which holds it already. */
    Optional<Change> update(History history) {
        int size = history.size();
        if (size <= RECENT) {
            return Optional.empty();
        }
        double[] recent = history.mean(size - RECENT, size);
        boolean left = part[COUNT] >= FEWEST && isLeft(recent);
        if (left && part[SUSPECTED] == 1) {
            return Optional.of(change(history.mean(size - NEWEST, size)));
        }
        part[SUSPECTED] = left ? 1 : 0;
        double[] settled = history.scores(size - RECENT - 1);
        for (int i = 0; i < scores; i++) {
            part[SUM + i] += settled[i];
        }
        part[COUNT]++;
        return Optional.empty();
    }

    private boolean isLeft(double[] recent) {
        double distance = distance(recent, current(part[COUNT]));
        double t2 = distance / (1.0 / RECENT + 1 / part[COUNT]);
        return t2 > quantile && distance > FAR * FAR;
    }

    private double[] current(double count) {
        double[] mean = Arrays.copyOfRange(part, SUM, SUM + scores);
        for (int i = 0; i < scores; i++) {
            mean[i] /= count;
        }
        return mean;
    }

    private static double distance(double[] one, double[] other) {
        double total = 0;
        for (int i = 0; i < one.length; i++) {
            total += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return total;
    }

    private int place(int index) {
        return SUM + scores + index * (PLACE_HEAD + scores);
    }

    private Change change(double[] newest) {
        long left = current();
        double[] mean = current(part[COUNT]);
        remember(left, mean);
        int found = nearest(newest, left);
        double chance = (double) scores / NEWEST;
        boolean returned = found >= 0 && distance(newest, mean(found)) - chance < NEAR * distance(newest, mean);
        long snapshot = returned ? (long) part[place(found) + 2] : 0;
        if (!returned) {
            part[SEEN]++;
        }
        part[NUMBER] = returned ? part[place(found)] : part[SEEN];
        part[SNAPSHOT] = snapshot;
        part[RETURNED] = returned ? 1 : 0;
        part[COUNT] = 0;
        part[SUSPECTED] = 0;
        Arrays.fill(part, SUM, SUM + scores, 0);
        return new Change(left, current(), returned, snapshot);
    }

    private double[] mean(int index) {
        int at = place(index) + PLACE_HEAD;
        return Arrays.copyOfRange(part, at, at + scores);
    }

    private int nearest(double[] recent, long except) {
        int best = -1;
        for (int i = 0; i < KEPT; i++) {
            boolean candidate = part[place(i)] > 0 && part[place(i)] != except;
            if (candidate && (best < 0 || distance(recent, mean(i)) < distance(recent, mean(best)))) {
                best = i;
            }
        }
        return best;
    }

    /** Into its own place, else an empty one, else that of the regime with the smallest number. */
    private void remember(long number, double[] mean) {
        int chosen = 0;
        for (int i = 0; i < KEPT; i++) {
            if (part[place(i)] == number) {
                chosen = i;
                break;
            }
            chosen = part[place(i)] < part[place(chosen)] ? i : chosen;
        }
        int at = place(chosen);
        part[at] = number;
        part[at + 1] = part[COUNT];
        part[at + 2] = part[SNAPSHOT];
        System.arraycopy(mean, 0, part, at + PLACE_HEAD, scores);
    }
}
