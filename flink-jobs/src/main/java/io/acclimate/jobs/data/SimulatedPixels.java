// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The pixels of an event camera (Lichtsteiner et al. 2008; noise as in v2e, Hu, Liu and Delbruck 2021). Each remembers the
 * logarithm of the brightness at its last event and fires when the present one differs by its threshold, once per
 * threshold passed, at the instant of the passage between two pictures.
 *
 * <ul>
 *   <li>Thresholds of ON and OFF differ from pixel to pixel with a deviation of 0.03 around their mean.
 *   <li>After an event a pixel is blind for 0.5 ms; what it misses is forgotten.
 *   <li>Leak: the remembered value sinks by a tenth of a threshold a second, which makes ON events.
 *   <li>Shot noise: events of random polarity, the more the darker a pixel is.
 *   <li>Hot pixels fire ON fifty times a second, whatever they see.
 * </ul>
 */
final class SimulatedPixels {

    private static final double MISMATCH = 0.03;
    private static final double LEAST_THRESHOLD = 0.05;
    private static final long REFRACTORY_MICROS = 500;
    private static final double LEAK = 0.1;
    private static final double SHOT_HERTZ = 0.5;
    private static final double HOT_HERTZ = 50;
    private static final double HOT_SHARE = 0.003;
    /** Brightness that the pixel's dark current is worth. */
    private static final double DARK_CURRENT = 0.01;

    private static final double MICROS = 1e6;
    private static final int TIME_SHIFT = 24;

    private final int side;
    private final SplittableRandom random;
    private final double[] mismatchOn;
    private final double[] mismatchOff;
    private final double[] remembered;
    private final double[] before;
    private final long[] blindUntil;
    private long[] fired = new long[1024];
    private int count;
    private boolean started;

    /**
     * What the camera is set to and how it is lit.
     *
     * @param threshold mean change of the logarithm that makes an event
     * @param light factor on the brightness
     * @param noise factor on shot noise
     * @param hotShare further share of pixels that are hot
     */
    record Conditions(double threshold, double light, double noise, double hotShare) {}

    SimulatedPixels(int side, SplittableRandom random) {
        this.side = side;
        this.random = random;
        int pixels = side * side;
        mismatchOn = gaussians(pixels);
        mismatchOff = gaussians(pixels);
        remembered = new double[pixels];
        before = new double[pixels];
        blindUntil = new long[pixels];
    }

    private double[] gaussians(int size) {
        double[] values = new double[size];
        Arrays.setAll(values, i -> MISMATCH * random.nextGaussian());
        return values;
    }

    /** Sees the next picture and appends the events since the one before. */
    void see(float[] picture, long fromMicros, long toMicros, Conditions conditions, EventBuffer out) {
        double seconds = (toMicros - fromMicros) / MICROS;
        double dark = SHOT_HERTZ * conditions.noise * seconds;
        count = 0;
        for (int i = 0; i < picture.length; i++) {
            double now = Math.log(picture[i] * conditions.light + DARK_CURRENT);
            if (!started) {
                remembered[i] = now;
                before[i] = now;
                continue;
            }
            remembered[i] -= LEAK * conditions.threshold * seconds;
            compare(i, now, fromMicros, toMicros, conditions.threshold);
            // Photon noise weighs more where there is less light.
            if (random.nextDouble() < dark * (1 - 0.75 * picture[i] * conditions.light)) {
                fire(i, fromMicros + random.nextLong(toMicros - fromMicros), random.nextBoolean());
            }
            before[i] = now;
        }
        fireHotPixels(fromMicros, toMicros, conditions.hotShare);
        started = true;
        append(out);
    }

    private void compare(int pixel, double now, long from, long to, double threshold) {
        double on = Math.max(LEAST_THRESHOLD, threshold + mismatchOn[pixel]);
        double off = Math.max(LEAST_THRESHOLD, threshold + mismatchOff[pixel]);
        while (now - remembered[pixel] >= on) {
            remembered[pixel] += on;
            fire(pixel, passage(pixel, now, from, to), true);
        }
        while (remembered[pixel] - now >= off) {
            remembered[pixel] -= off;
            fire(pixel, passage(pixel, now, from, to), false);
        }
    }

    /** When the logarithm, taken as linear between two pictures, passed the remembered value. */
    private long passage(int pixel, double now, long from, long to) {
        double change = now - before[pixel];
        double part = change == 0 ? 1 : (remembered[pixel] - before[pixel]) / change;
        return from + (long) (Math.max(0, Math.min(0.999, part)) * (to - from));
    }

    private void fireHotPixels(long from, long to, double moreHot) {
        double expected = (HOT_SHARE + moreHot) * before.length;
        SplittableRandom places = new SplittableRandom(Double.doubleToLongBits(mismatchOn[0]));
        for (int i = 0; i < expected; i++) {
            int pixel = places.nextInt(before.length);
            if (random.nextDouble() < HOT_HERTZ * (to - from) / MICROS) {
                fire(pixel, from + random.nextLong(to - from), true);
            }
        }
    }

    private void fire(int pixel, long micros, boolean on) {
        if (micros < blindUntil[pixel]) {
            return;
        }
        blindUntil[pixel] = micros + REFRACTORY_MICROS;
        if (count == fired.length) {
            fired = Arrays.copyOf(fired, 2 * count);
        }
        fired[count++] = micros << TIME_SHIFT | pixel << 1 | (on ? 1 : 0);
    }

    private void append(EventBuffer out) {
        Arrays.sort(fired, 0, count);
        int mask = (1 << TIME_SHIFT) - 1;
        for (int i = 0; i < count; i++) {
            int pixel = (int) (fired[i] & mask) >> 1;
            out.add(fired[i] >> TIME_SHIFT, pixel % side, pixel / side, (fired[i] & 1) == 1);
        }
    }
}
