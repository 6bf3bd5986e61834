// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.SplittableRandom;

/**
 * Clouds by the diamond-square algorithm (Fournier, Fussell, Carpenter 1982) on a torus. The random displacement is the
 * square of an amplitude that is divided by {@code decay} from one step to the next finer one.
 */
final class PlasmaFractal {

    private static final double AMPLITUDE = 100;

    private final int size;
    private final double[][] height;
    private final SplittableRandom random;

    private PlasmaFractal(int size, SplittableRandom random) {
        this.size = size;
        this.height = new double[size][size];
        this.random = random;
    }

    /** A field of 0..1 that reaches both, [size, size]; {@code size} is a power of two. */
    static double[][] field(int size, double decay, SplittableRandom random) {
        PlasmaFractal plasma = new PlasmaFractal(size, random);
        double amplitude = AMPLITUDE;
        for (int step = size; step >= 2; step /= 2) {
            plasma.refine(step, amplitude * amplitude);
            amplitude /= decay;
        }
        plasma.normalize();
        return plasma.height;
    }

    private void refine(int step, double reach) {
        int half = step / 2;
        for (int y = half; y < size; y += step) {
            for (int x = half; x < size; x += step) {
                height[y][x] = displaced(
                        at(y - half, x - half),
                        at(y - half, x + half),
                        at(y + half, x - half),
                        at(y + half, x + half),
                        reach);
            }
        }
        for (int y = 0; y < size; y += half) {
            for (int x = (y / half % 2 == 0) ? half : 0; x < size; x += step) {
                height[y][x] = displaced(at(y - half, x), at(y + half, x), at(y, x - half), at(y, x + half), reach);
            }
        }
    }

    private double displaced(double a, double b, double c, double d, double reach) {
        return (a + b + c + d) / 4 + reach * (2 * random.nextDouble() - 1);
    }

    private double at(int y, int x) {
        return height[Math.floorMod(y, size)][Math.floorMod(x, size)];
    }

    private void normalize() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] row : height) {
            for (double value : row) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        for (double[] row : height) {
            for (int x = 0; x < size; x++) {
                row[x] = (row[x] - least) / (most - least);
            }
        }
    }
}
