// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.shift.ShiftReference;

import java.util.Arrays;

/**
 * The power of positive values at which they are skewed neither way (Box and Cox 1964), {@link ShiftReference#LOGARITHM} to
 * {@link ShiftReference#AS_IS}: run lengths of charts hold for normal scores, and logarithms of mean
 * entropies, which are skewed, alarm many times as often on their long side.
 */
final class SymmetricPower {

    private static final int HALVINGS = 12;

    private SymmetricPower() {}

    static double of(double[] values) {
        double low = ShiftReference.LOGARITHM;
        double high = ShiftReference.AS_IS;
        if (skewness(values, low) >= 0) {
            return low;
        }
        if (skewness(values, high) <= 0) {
            return high;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (skewness(values, middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (float) high;
    }

    /** Third central moment: its sign is the skewness's. */
    static double skewness(double[] values, double power) {
        double[] scaled = Arrays.stream(values)
                .map(value -> ShiftReference.scaled(value, power))
                .toArray();
        double mean = Arrays.stream(scaled).average().orElse(0);
        return Arrays.stream(scaled)
                .map(value -> Math.pow(value - mean, 3))
                .average()
                .orElse(0);
    }
}
