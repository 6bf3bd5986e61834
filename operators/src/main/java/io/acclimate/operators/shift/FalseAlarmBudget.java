// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Threshold of a CUSUM chart from the false alarms that a fleet may raise.
 *
 * <p>Siegmund's approximation (Sequential Analysis, 1985): with reference value k and threshold h, both in standard
 * deviations, and b = h + 1.166, a one-sided chart under a mean of d runs {@code (exp(-2 D b) + 2 D b - 1) / (2 D^2)}
 * batches on average before it alarms, D = d - k; a two-sided chart without shift runs half as long.
 */
public final class FalseAlarmBudget {

    /** Reference value of the charts: they are tuned to shifts of one standard deviation. */
    public static final double REFERENCE_VALUE = 0.5;

    private static final double OVERSHOOT = 1.166;
    private static final double LARGEST_THRESHOLD = 200;
    private static final int HALVINGS = 100;

    private FalseAlarmBudget() {}

    /**
     * Mean number of batches from start to alarm of a one-sided chart.
     *
     * @param threshold in standard deviations
     * @param shift true mean, in standard deviations
     */
    public static double runLength(double threshold, double shift) {
        double drift = shift - REFERENCE_VALUE;
        double b = threshold + OVERSHOOT;
        if (drift == 0) {
            return b * b;
        }
        return (Math.exp(-2 * drift * b) + 2 * drift * b - 1) / (2 * drift * drift);
    }

    /**
     * The threshold with which the whole fleet raises {@code alarmsPerDay} false alarms a day on average.
     *
     * @param alarmsPerDay budget, above 0
     * @param streams streams in the fleet, at least 1
     * @param charts charts per stream, at least 1
     * @param batchesPerDay batches per stream and day, above 0
     */
    public static double threshold(double alarmsPerDay, int streams, int charts, double batchesPerDay) {
        double wanted = (double) streams * charts * batchesPerDay / alarmsPerDay;
        double low = 0;
        double high = LARGEST_THRESHOLD;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (runLength(middle, 0) / 2 < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
