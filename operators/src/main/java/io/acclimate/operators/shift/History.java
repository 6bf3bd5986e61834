// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Ring of a stream's last {@value #BATCHES} batches: end, estimated accuracies and standardized scores. A part of the
 * stream's vector: layout, batches seen, then the ring.
 */
final class History {

    /** Batches kept. */
    static final int BATCHES = 32;

    private static final int LAYOUT = 301;
    private static final int SEEN = 1;
    private static final int RING = 2;
    private static final int SCORES = 3;
    /** A score further out tells no more, and one wild batch shall not outweigh the ring. */
    private static final double LARGEST = 20;

    private final double[] part;
    private final int width;

    private History(double[] part, int scores) {
        this.part = part;
        this.width = SCORES + scores;
    }

    static int length(int scores) {
        return RING + BATCHES * (SCORES + scores);
    }

    /** Reads a part; one of another layout or length is given up and an empty history begins. */
    static History of(double[] part, int scores) {
        boolean known = part.length == length(scores) && part[0] == LAYOUT;
        double[] kept = known ? part.clone() : new double[length(scores)];
        kept[0] = LAYOUT;
        return new History(kept, scores);
    }

    double[] values() {
        return part;
    }

    void add(long endMicros, ShiftObservation seen, double[] scores) {
        int at = RING + (int) (part[SEEN] % BATCHES) * width;
        part[at] = endMicros;
        part[at + 1] = seen.sourceAccuracy();
        part[at + 2] = seen.adaptedAccuracy();
        for (int i = 0; i < scores.length; i++) {
            part[at + SCORES + i] = Math.max(-LARGEST, Math.min(LARGEST, scores[i]));
        }
        part[SEEN]++;
    }

    /** Batches in the ring. */
    int size() {
        return (int) Math.min(BATCHES, part[SEEN]);
    }

    private int at(int index) {
        long oldest = (long) part[SEEN] - size();
        return RING + (int) ((oldest + index) % BATCHES) * width;
    }

    /** End of a batch, 0 the oldest. */
    long end(int index) {
        return (long) part[at(index)];
    }

    /** Standardized scores of a batch. */
    double[] scores(int index) {
        return Arrays.copyOfRange(part, at(index) + SCORES, at(index) + width);
    }

    /** Mean scores of the batches from {@code from} up to {@code to}. */
    double[] mean(int from, int to) {
        double[] mean = new double[width - SCORES];
        for (int i = from; i < to; i++) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += part[at(i) + SCORES + k] / (to - from);
            }
        }
        return mean;
    }

    /** Index of the first batch that ended after an instant. */
    int firstAfter(long micros) {
        int index = 0;
        while (index < size() && end(index) <= micros) {
            index++;
        }
        return index;
    }

    /** Mean estimated accuracy of the frozen model over some batches; {@link ShiftObservation#UNKNOWN} if there is none. */
    double sourceAccuracy(int from, int to) {
        return accuracy(from, to, 1);
    }

    /** The same of what went out. */
    double adaptedAccuracy(int from, int to) {
        return accuracy(from, to, 2);
    }

    private double accuracy(int from, int to, int column) {
        double total = 0;
        int known = 0;
        for (int i = from; i < to; i++) {
            double value = part[at(i) + column];
            total += value < 0 ? 0 : value;
            known += value < 0 ? 0 : 1;
        }
        return known == 0 ? ShiftObservation.UNKNOWN : total / known;
    }
}
