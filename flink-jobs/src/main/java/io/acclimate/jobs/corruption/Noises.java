// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.SplittableRandom;

/** Noise, independent from value to value. */
final class Noises {

    private static final double LARGE = 30;

    private Noises() {}

    /** Sensor noise in poor light: Gaussian with standard deviation {@code deviation}. */
    static Raster gaussian(Raster image, double deviation, SplittableRandom random) {
        Raster noisy = image.blank();
        for (int i = 0; i < noisy.values().length; i++) {
            noisy.values()[i] = (float) (image.values()[i] + deviation * random.nextGaussian());
        }
        return noisy;
    }

    /** Photon noise: each value is a Poisson count of mean value x {@code photons}. */
    static Raster shot(Raster image, double photons, SplittableRandom random) {
        Raster noisy = image.blank();
        for (int i = 0; i < noisy.values().length; i++) {
            noisy.values()[i] = (float) (poisson(image.values()[i] * photons, random) / photons);
        }
        return noisy;
    }

    /** Salt and pepper: a value is replaced with probability {@code share}, by white and black alike. */
    static Raster impulse(Raster image, double share, SplittableRandom random) {
        Raster noisy = image.copy();
        for (int i = 0; i < noisy.values().length; i++) {
            double drawn = random.nextDouble();
            if (drawn < share) {
                noisy.values()[i] = drawn < share / 2 ? 0 : 1;
            }
        }
        return noisy;
    }

    /** Knuth's products for small means; for large ones a Poisson variable is the sum of two of half the mean. */
    private static int poisson(double mean, SplittableRandom random) {
        if (mean > LARGE) {
            return poisson(mean / 2, random) + poisson(mean / 2, random);
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }
}
