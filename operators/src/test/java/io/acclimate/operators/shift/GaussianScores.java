// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Statistics whose score is a Gaussian number: their logarithm has mean 0 and deviation 1 without a shift. */
final class GaussianScores {

    static final long BATCH_MICROS = 1_000_000;

    private final SplittableRandom random;

    GaussianScores(long seed) {
        random = new SplittableRandom(seed);
    }

    static ShiftReference reference(String... names) {
        double[] means = new double[names.length];
        double[] deviations = new double[names.length];
        Arrays.fill(deviations, 1);
        return new ShiftReference(
                List.of(names),
                new int[] {1},
                new double[][] {means},
                new double[][] {deviations},
                new double[names.length]);
    }

    double next(double shift) {
        return Math.exp(random.nextGaussian() + shift);
    }
}
