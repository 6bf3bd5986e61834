// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * How a shift came: fits a step and a ramp to a series of batch scores and compares them by the Bayesian information
 * criterion; both have two levels or slopes and one change point.
 *
 * @param kind what fits clearly better
 * @param from first index at which a step is compatible with the series (95 %, by the profile likelihood)
 * @param change index of the first shifted value, by the best step
 * @param to last index at which a step is compatible
 */
public record Course(Kind kind, int from, int change, int to) {

    private static final double MARGIN = 6;
    private static final double STEP_MARGIN = 2;
    /** A change point is no regular parameter: chi-square's 3.84 covers 84 % in simulation. */
    private static final double LIKELIHOOD_95 = 7.5;

    private static final int FEWEST_AFTER = 6;
    private static final double SMALLEST = 1e-12;

    /** How it came. */
    public enum Kind {
        /** Neither is clear. */
        UNKNOWN,
        /** From one batch to the next. */
        ABRUPT,
        /** Over many batches. */
        GRADUAL
    }

    /** The course of a series of at least four values. */
    public static Course of(double[] series) {
        int n = series.length;
        double[] steps = new double[n];
        int best = 1;
        double ramp = Double.POSITIVE_INFINITY;
        for (int at = 1; at < n; at++) {
            steps[at] = step(series, at);
            best = steps[at] < steps[best] ? at : best;
            ramp = Math.min(ramp, ramp(series, at));
        }
        int from = best;
        int to = best;
        for (int at = 1; at < n; at++) {
            if (n * Math.log((steps[at] + SMALLEST) / (steps[best] + SMALLEST)) <= LIKELIHOOD_95) {
                from = Math.min(from, at);
                to = Math.max(to, at);
            }
        }
        double margin = n * Math.log((steps[best] + SMALLEST) / (ramp + SMALLEST));
        return new Course(kind(margin, n - best), from, best, to);
    }

    private static Kind kind(double margin, int after) {
        if (after < FEWEST_AFTER) {
            return Kind.UNKNOWN;
        }
        return margin > MARGIN ? Kind.GRADUAL : margin < -STEP_MARGIN ? Kind.ABRUPT : Kind.UNKNOWN;
    }

    /** Squared residuals of two means, the second from {@code at} on. */
    private static double step(double[] series, int at) {
        return squares(series, 0, at) + squares(series, at, series.length);
    }

    private static double squares(double[] series, int from, int to) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += series[i] / (to - from);
        }
        double total = 0;
        for (int i = from; i < to; i++) {
            total += (series[i] - mean) * (series[i] - mean);
        }
        return total;
    }

    /** Squared residuals of a level that rises by a constant amount per batch from {@code at} on. */
    private static double ramp(double[] series, int at) {
        int n = series.length;
        double sx = 0;
        double sxx = 0;
        double sy = 0;
        double sxy = 0;
        double syy = 0;
        for (int i = 0; i < n; i++) {
            double x = Math.max(0, i - at + 1);
            sx += x;
            sxx += x * x;
            sy += series[i];
            sxy += x * series[i];
            syy += series[i] * series[i];
        }
        double vx = sxx - sx * sx / n;
        double vxy = sxy - sx * sy / n;
        return syy - sy * sy / n - vxy * vxy / Math.max(SMALLEST, vx);
    }
}
