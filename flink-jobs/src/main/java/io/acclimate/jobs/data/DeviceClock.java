// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * When a device samples. Its oscillator is off by tens of ppm, so that its timestamps, which are on its own clock,
 * drift against true time; the sampling timer jitters; a reading is lost now and then, alone or in a short burst.
 */
final class DeviceClock {

    private static final double DRIFT = 40e-6;
    private static final double JITTER_MICROS = 150;
    private static final int MAX_JITTER_MICROS = 2000;
    private static final double LOSS = 0.0006;
    private static final int MAX_BURST = 6;

    private final long periodMicros;
    private final double trueMicrosPerMicro;
    private final SplittableRandom random;
    private long next;
    private long timestamp;
    private int lost;

    DeviceClock(long periodMicros, SplittableRandom random) {
        this.periodMicros = periodMicros;
        this.trueMicrosPerMicro = 1 + DRIFT * random.nextGaussian();
        this.random = random;
        this.next = periodMicros;
    }

    /** Goes on to the next sampling instant. */
    void tick() {
        double jitter = JITTER_MICROS * random.nextGaussian();
        timestamp = next + Math.round(Math.max(-MAX_JITTER_MICROS, Math.min(MAX_JITTER_MICROS, jitter)));
        next += periodMicros;
        lost = Math.max(0, lost - 1);
        if (random.nextDouble() < LOSS) {
            lost = random.nextInt(1, MAX_BURST + 1);
        }
    }

    /** This instant on the device's clock, microseconds since its start, strictly increasing. */
    long timestampMicros() {
        return timestamp;
    }

    /** This instant in true seconds since the device's start. */
    double trueSeconds() {
        return timestamp * trueMicrosPerMicro * 1e-6;
    }

    /** Whether this instant's reading never arrives. */
    boolean isLost() {
        return lost > 0;
    }
}
