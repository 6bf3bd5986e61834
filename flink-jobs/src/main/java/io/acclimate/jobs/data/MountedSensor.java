// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * A 6-axis MEMS sensor as it was screwed on: slightly out of line, with the gain and bias spread of its production,
 * noise of its density over the sampled band, 16 bits, limited range. Typical data-sheet figures: 150 ug and 0.005
 * deg/s per root Hz, +-8 g and +-500 deg/s.
 */
final class MountedSensor {

    private static final double BAND_HZ = 50;
    private static final int AXES = 3;
    private static final double[] RANGE = {8, Math.toRadians(500)};
    private static final double[] NOISE = {150e-6 * Math.sqrt(BAND_HZ), Math.toRadians(0.005) * Math.sqrt(BAND_HZ)};
    private static final double[] BIAS_SPREAD = {0.015, Math.toRadians(0.3)};
    private static final double GAIN_SPREAD = 0.015;
    private static final double MOUNTING_SPREAD = Math.toRadians(3);
    private static final int HALF_STEPS = 1 << 15;

    private final double[] mounting;
    private final double[] gain = new double[2 * AXES];
    private final double[] bias = new double[2 * AXES];
    private final SplittableRandom random;

    MountedSensor(SplittableRandom random) {
        this.random = random;
        this.mounting = Rotation.aboutRandomAxis(MOUNTING_SPREAD * random.nextGaussian(), random)
                .matrix();
        for (int c = 0; c < gain.length; c++) {
            gain[c] = 1 + GAIN_SPREAD * random.nextGaussian();
            bias[c] = BIAS_SPREAD[c / AXES] * random.nextGaussian();
        }
    }

    /** Replaces the true motion (force in g, rate in rad/s, machine frame) by what the sensor reads. */
    void measure(float[] motion) {
        Rotation.apply(mounting, motion, 0);
        Rotation.apply(mounting, motion, AXES);
        for (int c = 0; c < motion.length; c++) {
            double noisy = gain[c] * motion[c] + bias[c] + NOISE[c / AXES] * random.nextGaussian();
            double step = RANGE[c / AXES] / HALF_STEPS;
            double code = Math.max(-HALF_STEPS, Math.min(HALF_STEPS - 1, Math.rint(noisy / step)));
            motion[c] = (float) (code * step);
        }
    }
}
