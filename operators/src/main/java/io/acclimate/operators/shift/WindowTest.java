// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A two-sample statistic of the last W rows against a reference of source rows, as an offline check: it keeps the rows of
 * one window and nothing else. The threshold follows alibi-detect's procedure (Van Looveren et al. 2019; Cobb, Van Looveren
 * and Klaise 2022): of many random splits of the reference, 2 W - 1 rows are held out as a stream; among the streams that
 * have not alarmed before, each step's threshold is the quantile {@code 1 - 1 / runLength}. The last one stays.
 */
abstract class WindowTest implements ChangeDetector {

    private static final int SPLITS = 400;
    private static final int SEEN = 1;
    private static final int ROWS = 2;

    /** Source rows, [rows][columns]. */
    final double[][] reference;

    /** Rows in the window. */
    final int window;

    /** Squared width of the Gaussian kernel: the median squared distance of source rows. */
    final double widthSquared;

    private final int layout;
    private final int[] all;
    private double[] allSource;
    private double[] thresholds;

    WindowTest(int layout, double[][] reference, int window) {
        if (reference.length < 4 * window) {
            throw new IllegalArgumentException("a window of %d rows needs a reference of at least %d rows, not %d"
                    .formatted(window, 4 * window, reference.length));
        }
        this.layout = layout;
        this.reference = reference;
        this.window = window;
        this.widthSquared = medianSquaredDistance(reference);
        this.all = new int[reference.length];
        Arrays.setAll(all, i -> i);
    }

    /** What the statistic needs of these source rows, worked out once for many windows. */
    abstract double[] source(int[] rows);

    /** The statistic of {@code window} rows of {@code stream} against source rows and what {@link #source} made of them. */
    abstract double statistic(double[][] stream, int from, int[] against, double[] source);

    private static double medianSquaredDistance(double[][] rows) {
        int used = Math.min(rows.length, 100);
        double[] distances = new double[used * (used - 1) / 2];
        int at = 0;
        for (int i = 0; i < used; i++) {
            for (int j = 0; j < i; j++) {
                distances[at++] = squaredDistance(rows[i * rows.length / used], rows[j * rows.length / used]);
            }
        }
        Arrays.sort(distances);
        return Math.max(Double.MIN_NORMAL, distances[at / 2]);
    }

    static double squaredDistance(double[] one, double[] other) {
        double total = 0;
        for (int i = 0; i < one.length; i++) {
            total += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return total;
    }

    /** Chooses the thresholds. */
    final void calibrate(double runLength, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] scores = new double[SPLITS][];
        allSource = source(all);
        int[] order = all.clone();
        for (int split = 0; split < SPLITS; split++) {
            scores[split] = scores(shuffled(order, random));
        }
        thresholds = new double[window];
        boolean[] alarmed = new boolean[SPLITS];
        for (int step = 0; step < window; step++) {
            int at = step;
            double[] alive = IntStream.range(0, SPLITS)
                    .filter(split -> !alarmed[split])
                    .mapToDouble(split -> scores[split][at])
                    .sorted()
                    .toArray();
            double rank = (1 - 1 / runLength) * (alive.length - 1);
            double below = alive[(int) rank];
            thresholds[step] =
                    below + (rank - (int) rank) * (alive[Math.min(alive.length - 1, (int) rank + 1)] - below);
            for (int split = 0; split < SPLITS; split++) {
                alarmed[split] |= scores[split][step] > thresholds[step];
            }
        }
    }

    private static int[] shuffled(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int taken = order[other];
            order[other] = order[i];
            order[i] = taken;
        }
        return order;
    }

    private double[] scores(int[] order) {
        double[][] stream = new double[2 * window - 1][];
        Arrays.setAll(stream, i -> reference[order[i]]);
        int[] rest = Arrays.copyOfRange(order, stream.length, order.length);
        double[] scores = new double[window];
        double[] source = source(rest);
        Arrays.setAll(scores, step -> statistic(stream, step, rest, source));
        return scores;
    }

    @Override
    public double[] start() {
        double[] state = new double[ROWS + window * reference[0].length];
        state[0] = layout;
        return state;
    }

    /** The statistic less its threshold at this step; -1 until the window is full. */
    @Override
    public double update(double[] state, double... observation) {
        int columns = reference[0].length;
        check(state, layout, ROWS + window * columns);
        System.arraycopy(state, ROWS + columns, state, ROWS, (window - 1) * columns);
        System.arraycopy(observation, 0, state, state.length - columns, columns);
        state[SEEN]++;
        int step = (int) Math.min(window - 1.0, state[SEEN] - window);
        if (step < 0) {
            return -1;
        }
        double[][] rows = new double[window][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(state, ROWS + i * columns, ROWS + (i + 1) * columns));
        return statistic(rows, 0, all, allSource) - thresholds[step];
    }

    @Override
    public double threshold() {
        return Double.MIN_NORMAL;
    }
}
