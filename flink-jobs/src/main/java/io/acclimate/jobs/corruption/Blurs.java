// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.SplittableRandom;

/** Blurs of lenses, glass and movement. */
final class Blurs {

    private static final int DISK = 8;
    private static final double TRUNCATE = 4;

    private Blurs() {}

    /** Out of focus: a disk of {@code radius} pixels, its edge softened by a 3 x 3 Gaussian. */
    static Raster defocus(Raster image, double radius, double softness) {
        Raster disk = Raster.grey(2 * DISK + 1, 2 * DISK + 1);
        int inside = 0;
        for (int y = -DISK; y <= DISK; y++) {
            for (int x = -DISK; x <= DISK; x++) {
                if (x * x + y * y <= radius * radius) {
                    disk.set(y + DISK, x + DISK, 0, 1);
                    inside++;
                }
            }
        }
        double[] bell = Filters.bell(1, softness);
        double[][] soft = new double[bell.length][bell.length];
        for (int y = 0; y < bell.length; y++) {
            for (int x = 0; x < bell.length; x++) {
                soft[y][x] = bell[y] * bell[x] / inside;
            }
        }
        Raster kernel = Filters.filter(disk, soft, Filters.Border.MIRROR_MIDDLE);
        double[][] weights = new double[kernel.height()][kernel.width()];
        for (int y = 0; y < weights.length; y++) {
            for (int x = 0; x < weights.length; x++) {
                weights[y][x] = kernel.get(y, x, 0);
            }
        }
        return Filters.filter(image, weights, Filters.Border.MIRROR_MIDDLE);
    }

    /**
     * Frosted glass: blur, pixels taken from up to {@code reach} pixels up and left in {@code rounds} rounds, blur. The
     * published files come from a program that means to swap two pixels but writes one value to both; so does this.
     */
    static Raster glass(Raster image, double deviation, int reach, int rounds, SplittableRandom random) {
        Raster x = Filters.gaussian(image, deviation, TRUNCATE, Filters.Border.NEAREST)
                .cut();
        for (int round = 0; round < rounds; round++) {
            for (int row = image.height() - reach; row > reach; row--) {
                for (int column = image.width() - reach; column > reach; column--) {
                    int right = random.nextInt(-reach, reach);
                    int down = random.nextInt(-reach, reach);
                    for (int c = 0; c < image.channels(); c++) {
                        x.set(row, column, c, x.get(row + down, column + right, c));
                    }
                }
            }
        }
        return Filters.gaussian(x, deviation, TRUNCATE, Filters.Border.NEAREST);
    }

    /** Movement of the camera in a direction within 45 degrees of level. */
    static Raster motion(Raster image, int radius, double deviation, SplittableRandom random) {
        return Filters.motion(image, radius, deviation, random.nextDouble(-45, 45));
    }

    /** Movement towards the object: the mean of the image and its enlargements 1, 1.01 .. below {@code end}. */
    static Raster zoom(Raster image, double end) {
        double step = 0.01;
        int count = (int) Math.ceil((end - 1) / step);
        Raster sum = image.copy();
        for (int i = 0; i < count; i++) {
            Raster zoomed = Filters.zoomed(image, 1 + i * step);
            for (int v = 0; v < sum.values().length; v++) {
                sum.values()[v] += zoomed.values()[v];
            }
        }
        for (int v = 0; v < sum.values().length; v++) {
            sum.values()[v] /= count + 1;
        }
        return sum;
    }
}
