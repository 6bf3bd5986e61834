// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.SplittableRandom;

/**
 * How large a residual is when the inputs have not moved: a scaled chi-square with the mean and variance of the residuals of calm
 * batches. Those are few at first, and what they give for the probability of a residual is off by as much, so it is calibrated by a
 * parametric bootstrap (prepivoting; Beran, Journal of the American Statistical Association 1988): as many residuals are drawn from
 * that distribution, one is fitted to them, and the probability is that with which the first distribution gives a residual that looks as
 * rare to the second; averaged over {@value #DRAWS} such draws. Pure: the same numbers give the same probability.
 *
 * @param mean of the residuals, over 0
 * @param square their mean square
 * @param batches that the two were taken from
 */
record ResidualNull(double mean, double square, double batches) {

    private static final int DRAWS = 40;
    private static final long SEED = 72;
    private static final double SMALLEST_VARIANCE = 1e-9;
    /** What looks rarer than this is rare after calibration, too. */
    private static final double CERTAIN = 1e-6;

    /** Probability of a residual as large, uncalibrated where it is clear on which side of {@code significant} it is. */
    double upper(double residual, double significant) {
        double degrees = degrees(mean, square);
        double plain = Distributions.chiSquareUpper(degrees * residual / mean, degrees);
        return plain > significant || plain < CERTAIN ? plain : calibrated(plain);
    }

    private static double degrees(double mean, double square) {
        return 2 * mean * mean / Math.max(SMALLEST_VARIANCE * mean * mean, square - mean * mean);
    }

    private double calibrated(double plain) {
        SplittableRandom random = new SplittableRandom(SEED);
        double degrees = degrees(mean, square);
        double total = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < batches; i++) {
                double drawn = Distributions.chiSquare(degrees, random) / degrees;
                sum += drawn;
                squares += drawn * drawn;
            }
            double drawnDegrees = degrees(sum / batches, squares / batches);
            double asRare = sum / batches * Distributions.chiSquareQuantile(1 - plain, drawnDegrees) / drawnDegrees;
            total += Distributions.chiSquareUpper(degrees * asRare, degrees);
        }
        return total / DRAWS;
    }
}
