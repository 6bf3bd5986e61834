// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * Rollers hitting a spall of the outer race, each impact exciting a damped resonance of the housing; the bearing
 * signal model of Randall and Antoni (2011): nearly periodic impulses with slip, ring-down exp(-zeta w t) sin(w_d t).
 *
 * <p>The resonance is advanced exactly from reading to reading, whatever their distance, and an impact acts at its true
 * instant between two readings.
 */
final class BearingImpacts {

    /** Impacts per turn: outer-race frequency of a bearing with 9 rollers, (n / 2) (1 - d/D cos a). */
    private static final double IMPACTS_PER_TURN = 3.58;

    /** Spread of the distance between impacts, relative, as the rollers slip. */
    private static final double SLIP = 0.015;

    private static final double DAMPING_RATIO = 0.05;

    private final double decay;
    private final double omega;
    private final SplittableRandom random;
    private double turnsToImpact;
    private double real;
    private double imaginary;

    /** A bearing in a housing with the given natural frequency. */
    BearingImpacts(double resonanceHz, SplittableRandom random) {
        double natural = 2 * Math.PI * resonanceHz;
        this.decay = DAMPING_RATIO * natural;
        this.omega = natural * Math.sqrt(1 - DAMPING_RATIO * DAMPING_RATIO);
        this.random = random;
        this.turnsToImpact = random.nextDouble() / IMPACTS_PER_TURN;
    }

    /**
     * Advances by {@code seconds}, in which the shaft makes {@code turns} turns, and returns the ring-down.
     *
     * @param strength of the impacts in this step
     */
    double advance(double seconds, double turns, double strength) {
        ring(seconds, 1, real, imaginary);
        double left = turns;
        while (turnsToImpact < left) {
            left -= turnsToImpact;
            strike(seconds * left / turns, strength * (1 + 0.15 * random.nextGaussian()));
            turnsToImpact = (1 + SLIP * random.nextGaussian()) / IMPACTS_PER_TURN;
        }
        turnsToImpact -= left;
        return imaginary;
    }

    private void strike(double secondsAgo, double strength) {
        double before = real;
        double beforeImaginary = imaginary;
        ring(secondsAgo, strength, 1, 0);
        real += before;
        imaginary += beforeImaginary;
    }

    private void ring(double seconds, double scale, double fromReal, double fromImaginary) {
        double size = scale * Math.exp(-decay * seconds);
        double cos = size * Math.cos(omega * seconds);
        double sin = size * Math.sin(omega * seconds);
        real = cos * fromReal - sin * fromImaginary;
        imaginary = sin * fromReal + cos * fromImaginary;
    }
}
