// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * Rotation by an angle about an axis (Rodrigues' formula).
 *
 * @param x first component of the unit axis
 * @param y second component of the unit axis
 * @param z third component of the unit axis
 * @param radians the angle, right-handed
 */
record Rotation(double x, double y, double z, double radians) {

    /** Rotation about an axis of any length but 0. */
    static Rotation about(double[] axis, double radians) {
        double norm = axis.length == 3 ? Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]) : 0;
        if (!(norm > 0) || !Double.isFinite(norm) || !Double.isFinite(radians)) {
            throw new IllegalArgumentException(
                    "a rotation needs a finite angle and an axis of 3 components, not all 0");
        }
        return new Rotation(axis[0] / norm, axis[1] / norm, axis[2] / norm, radians);
    }

    /** Rotation about an axis that is uniform on the sphere. */
    static Rotation aboutRandomAxis(double radians, SplittableRandom random) {
        return about(new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()}, radians);
    }

    /** The rotation by a part of the angle about the same axis. */
    Rotation scaled(double part) {
        return new Rotation(x, y, z, part * radians);
    }

    /** The rotation matrix, row-major [3, 3]. */
    double[] matrix() {
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        double rest = 1 - cos;
        return new double[] {
            cos + rest * x * x,
            rest * x * y - sin * z,
            rest * x * z + sin * y,
            rest * y * x + sin * z,
            cos + rest * y * y,
            rest * y * z - sin * x,
            rest * z * x - sin * y,
            rest * z * y + sin * x,
            cos + rest * z * z
        };
    }

    /** Replaces the three values from {@code at} on by {@code matrix} times them. */
    static void apply(double[] matrix, float[] values, int at) {
        double a = values[at];
        double b = values[at + 1];
        double c = values[at + 2];
        for (int row = 0; row < 3; row++) {
            values[at + row] = (float) (matrix[3 * row] * a + matrix[3 * row + 1] * b + matrix[3 * row + 2] * c);
        }
    }
}
