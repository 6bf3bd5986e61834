// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/**
 * Makes the sensor smaller by a factor f: f x f pixels become one, which integrates their events and fires as a pixel of
 * that size would. With p = +1 for ON and -1 for OFF, an event at (x, y) changes the sum S of pixel (x / f, y / f):
 *
 * <pre>S := S + p; if |S| = threshold: an event of the sign of S passes, and S := 0</pre>
 *
 * <p>With a threshold of f^2 a pixel fires when the mean of its f^2 pixels has changed as much as one of them does for an
 * event; with 1 every event passes ("funnelling"). Source: Gruel et al., "Event data downscaling for embedded computer
 * vision", VISAPP 2022 (event count). Pixels at the right and lower edge may have fewer than f^2 of the sensor's. State: 8
 * bytes for each output pixel whose sum is not 0.
 */
public final class SpatialDownsampling extends PixelFilter {

    private static final int KIND = 5;
    private static final int LARGEST_FACTOR = 1024;

    private final int factor;
    private final int threshold;
    private final int[] sums;

    /**
     * Downsampling.
     *
     * @param factor f, 2 to 1024
     * @param threshold events of one polarity, less those of the other, that make one; 1 to f^2
     */
    public SpatialDownsampling(Geometry sensor, int factor, int threshold) {
        super(KIND, sensor, smaller(sensor, factor));
        if (threshold < 1 || threshold > factor * factor) {
            throw new IllegalArgumentException(
                    "a threshold of %d events is impossible; with a factor of %d it must be from 1 to %d"
                            .formatted(threshold, factor, factor * factor));
        }
        this.factor = factor;
        this.threshold = threshold;
        this.sums = new int[Math.multiplyExact(geometry().width(), geometry().height())];
    }

    private static Geometry smaller(Geometry sensor, int factor) {
        if (factor < 2 || factor > LARGEST_FACTOR) {
            throw new IllegalArgumentException(
                    "a factor of %d is impossible; it must be from 2 to %d".formatted(factor, LARGEST_FACTOR));
        }
        return new Geometry((sensor.width() + factor - 1) / factor, (sensor.height() + factor - 1) / factor);
    }

    @Override
    public long bytes() {
        return (long) Integer.BYTES * sums.length;
    }

    @Override
    int keep(EventBuffer events) {
        int width = geometry().width();
        int kept = 0;
        for (int i = 0; i < events.size(); i++) {
            pixel(events.x()[i], events.y()[i]);
            int x = events.x()[i] / factor;
            int y = events.y()[i] / factor;
            int sum = sums[y * width + x] + 2 * events.polarity()[i] - 1;
            boolean fires = sum == threshold || sum == -threshold;
            sums[y * width + x] = fires ? 0 : sum;
            if (fires) {
                move(events, i, kept);
                events.x()[kept] = (char) x;
                events.y()[kept++] = (char) y;
            }
        }
        return kept;
    }

    @Override
    void write(StateWriter out) {
        out.putSparse(sums, 0);
    }

    @Override
    void read(StateReader in) {
        in.getSparse(sums, 0, 1 - threshold, threshold - 1);
    }
}
