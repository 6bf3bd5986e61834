// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.Geometry;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Picture of the events of a stretch of time. The number of events that saturates a colour is the 95th percentile over the
 * pixels that had any, and in an animation never falls, so that frames can be compared.
 */
final class EventImage {

    private static final double SATURATING_SHARE = 0.95;
    private static final int MOST_COUNT = 4096;

    private final Geometry sensor;
    private final ColourMap colours;
    private final int scale;
    private final int[] on;
    private final int[] off;
    private int saturation = 1;

    /**
     * An empty picture.
     *
     * @param scale side of a sensor's pixel in the picture, at least 1
     */
    EventImage(Geometry sensor, ColourMap colours, int scale) {
        this.sensor = sensor;
        this.colours = colours;
        this.scale = scale;
        this.on = new int[sensor.width() * sensor.height()];
        this.off = new int[on.length];
    }

    /** Adds an event; one outside the sensor that the user has named is not drawn. */
    void add(int x, int y, int polarity) {
        if (x < sensor.width() && y < sensor.height()) {
            (polarity == 1 ? on : off)[y * sensor.width() + x]++;
        }
    }

    void clear() {
        Arrays.fill(on, 0);
        Arrays.fill(off, 0);
    }

    BufferedImage draw() {
        saturation = Math.max(saturation, percentile());
        int width = sensor.width();
        BufferedImage image = new BufferedImage(
                width * scale, sensor.height() * scale, BufferedImage.TYPE_BYTE_INDEXED, colours.palette());
        byte[] row = new byte[width * scale];
        for (int y = 0; y < sensor.height(); y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                byte index = (byte) (shade(on[at]) * ColourMap.LEVELS + shade(off[at]));
                Arrays.fill(row, x * scale, (x + 1) * scale, index);
            }
            for (int line = 0; line < scale; line++) {
                image.getRaster().setDataElements(0, y * scale + line, row.length, 1, row);
            }
        }
        return image;
    }

    private int shade(int count) {
        if (count == 0) {
            return 0;
        }
        return Math.max(1, Math.min(count, saturation) * (ColourMap.LEVELS - 1) / saturation);
    }

    private int percentile() {
        int[] pixels = new int[MOST_COUNT + 1];
        int total = 0;
        for (int[] counts : new int[][] {on, off}) {
            for (int count : counts) {
                pixels[Math.min(count, MOST_COUNT)]++;
                total += count > 0 ? 1 : 0;
            }
        }
        int below = 0;
        for (int count = 1; count <= MOST_COUNT; count++) {
            below += pixels[count];
            if (below >= SATURATING_SHARE * total) {
                return count;
            }
        }
        return MOST_COUNT;
    }
}
