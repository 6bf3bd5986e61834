// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Adaptive windowing (Bifet and Gavalda, SDM 2007): keeps an exponential histogram of the longest window whose parts do not
 * differ in their means. Every {@value #CLOCK} values, with parts of n0 and n1 values and variance v of the window of W, it
 * alarms if {@code |mean0 - mean1| > sqrt(2 v D / m) + 2 D / (3 m)}, {@code D = ln(2 ln(W) / delta)}, {@code 1/m = 1/(n0 - 4) +
 * 1/(n1 - 4)}, and drops the oldest buckets until no cut does. Bucket sizes, clock and cuts are those of River and MOA.
 *
 * <p>At most {@value #ROWS} rows of {@value #PER_ROW} buckets are kept, 5 million values; older ones leave the window.
 *
 * @param delta false-alarm parameter, 0..1
 */
public record Adwin(double delta) implements ChangeDetector {

    /** River's default. */
    public static final Adwin RIVER = new Adwin(0.002);

    private static final int LAYOUT = 105;
    private static final int ROWS = 20;
    private static final int PER_ROW = 5;
    private static final int CLOCK = 32;
    private static final int GRACE = 10;
    private static final int SHORTEST = 5;

    private static final int TICK = 1;
    private static final int WIDTH = 2;
    private static final int TOTAL = 3;
    private static final int VARIANCE = 4;
    private static final int BUCKETS = 5;
    /** Per row: number of buckets, then total and variance of each; one place more than stay. */
    private static final int ROW = 1 + 2 * (PER_ROW + 1);

    private static final int LENGTH = BUCKETS + ROWS * ROW;

    @Override
    public String name() {
        return "ADWIN";
    }

    @Override
    public double[] start() {
        double[] state = new double[LENGTH];
        state[0] = LAYOUT;
        return state;
    }

    /** The largest {@code -ln delta} at which parts of the window still differ; 0 between the ticks of the clock. */
    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, LENGTH);
        insert(state, observation[0]);
        state[TICK]++;
        if (state[TICK] % CLOCK != 0 || state[WIDTH] <= GRACE) {
            return 0;
        }
        double score = difference(state);
        for (double left = score; left >= threshold(); left = difference(state)) {
            dropOldest(state);
        }
        return score;
    }

    @Override
    public double threshold() {
        return -Math.log(delta);
    }

    /** Values in the window. */
    public long width(double[] state) {
        return (long) state[WIDTH];
    }

    private static int row(int row) {
        return BUCKETS + row * ROW;
    }

    private static double size(int row) {
        return 1L << row;
    }

    private static void insert(double[] state, double value) {
        state[WIDTH]++;
        if (state[WIDTH] > 1) {
            double gap = value - state[TOTAL] / (state[WIDTH] - 1);
            state[VARIANCE] += (state[WIDTH] - 1) * gap * gap / state[WIDTH];
        }
        state[TOTAL] += value;
        append(state, 0, value, 0);
        for (int row = 0; row < ROWS && state[row(row)] > PER_ROW; row++) {
            if (row == ROWS - 1) {
                dropOldest(state);
            } else {
                mergeOldestTwo(state, row);
            }
        }
    }

    private static void append(double[] state, int row, double total, double variance) {
        int at = row(row) + 1 + 2 * (int) state[row(row)];
        state[at] = total;
        state[at + 1] = variance;
        state[row(row)]++;
    }

    private static void mergeOldestTwo(double[] state, int row) {
        int at = row(row) + 1;
        double gap = (state[at] - state[at + 2]) / size(row);
        append(state, row + 1, state[at] + state[at + 2], state[at + 1] + state[at + 3] + size(row) * gap * gap / 2);
        remove(state, row, 2);
    }

    private static void remove(double[] state, int row, int buckets) {
        int from = row(row) + 1;
        int kept = 2 * ((int) state[row(row)] - buckets);
        System.arraycopy(state, from + 2 * buckets, state, from, kept);
        Arrays.fill(state, from + kept, row(row) + ROW, 0);
        state[row(row)] -= buckets;
    }

    private static int oldestRow(double[] state) {
        int row = ROWS - 1;
        while (state[row(row)] == 0) {
            row--;
        }
        return row;
    }

    private static void dropOldest(double[] state) {
        int row = oldestRow(state);
        double n = size(row);
        double total = state[row(row) + 1];
        double variance = state[row(row) + 2];
        state[WIDTH] -= n;
        state[TOTAL] -= total;
        double gap = total / n - state[TOTAL] / state[WIDTH];
        state[VARIANCE] -= variance + n * state[WIDTH] * gap * gap / (n + state[WIDTH]);
        remove(state, row, 1);
    }

    /** The largest {@code -ln delta} at which a cut between two buckets of a row parts the window into two that differ. */
    private static double difference(double[] state) {
        double older = 0;
        double olderTotal = 0;
        double largest = 0;
        for (int row = oldestRow(state); row >= 0; row--) {
            int buckets = (int) state[row(row)];
            for (int k = 0; k < buckets - 1; k++) {
                older += size(row);
                olderTotal += state[row(row) + 1 + 2 * k];
                largest = Math.max(largest, difference(state, older, olderTotal));
            }
        }
        return largest;
    }

    /** Solves {@code |mean0 - mean1| = sqrt(2 v D / m) + 2 D / (3 m)} for D, and D for delta. */
    private static double difference(double[] state, double older, double olderTotal) {
        double newer = state[WIDTH] - older;
        if (older < SHORTEST || newer < SHORTEST) {
            return 0;
        }
        double inverse = 1 / (older - SHORTEST + 1) + 1 / (newer - SHORTEST + 1);
        double gap = Math.abs(olderTotal / older - (state[TOTAL] - olderTotal) / newer);
        double square = 2.0 / 3 * inverse;
        double linear = Math.sqrt(2 * inverse * Math.max(0, state[VARIANCE] / state[WIDTH]));
        double root = (Math.sqrt(linear * linear + 4 * square * gap) - linear) / (2 * square);
        return root * root - Math.log(2 * Math.log(state[WIDTH]));
    }
}
