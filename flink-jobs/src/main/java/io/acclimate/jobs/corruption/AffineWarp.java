// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.SplittableRandom;

/** An affine map given by where it takes three points. */
final class AffineWarp {

    private AffineWarp() {}

    /**
     * The image under the map that takes three corners of a square around its middle, with sides of two thirds of the image,
     * to points at most {@code reach} pixels off in each direction.
     */
    static Raster random(Raster image, double reach, SplittableRandom random) {
        double middleY = image.height() / 2;
        double middleX = image.width() / 2;
        double half = Math.min(image.height(), image.width()) / 3;
        double[][] corners = {
            {middleX + half, middleY + half}, {middleX + half, middleY - half}, {middleX - half, middleY - half}
        };
        double[][] moved = new double[3][2];
        for (int i = 0; i < 3; i++) {
            for (int axis = 0; axis < 2; axis++) {
                moved[i][axis] = corners[i][axis] + reach * (2 * random.nextDouble() - 1);
            }
        }
        double[][] back = map(moved, corners);
        Raster warped = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double fromX = back[0][0] * x + back[0][1] * y + back[0][2];
                double fromY = back[1][0] * x + back[1][1] * y + back[1][2];
                for (int c = 0; c < image.channels(); c++) {
                    warped.set(y, x, c, Filters.between(image, fromY, fromX, c, Filters.Border.MIRROR_MIDDLE));
                }
            }
        }
        return warped;
    }

    /** The map with {@code map(from[i]) = to[i]}, rows [a, b, offset] of x and y, by Cramer's rule. */
    private static double[][] map(double[][] from, double[][] to) {
        double ux = from[1][0] - from[0][0];
        double uy = from[1][1] - from[0][1];
        double vx = from[2][0] - from[0][0];
        double vy = from[2][1] - from[0][1];
        double determinant = ux * vy - uy * vx;
        double[][] map = new double[2][3];
        for (int axis = 0; axis < 2; axis++) {
            double u = to[1][axis] - to[0][axis];
            double v = to[2][axis] - to[0][axis];
            map[axis][0] = (u * vy - v * uy) / determinant;
            map[axis][1] = (v * ux - u * vx) / determinant;
            map[axis][2] = to[0][axis] - map[axis][0] * from[0][0] - map[axis][1] * from[0][1];
        }
        return map;
    }
}
