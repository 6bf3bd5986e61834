// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.Arrays;

/**
 * An image in memory.
 *
 * @param height pixels from top to bottom
 * @param width pixels from left to right
 * @param channels values per pixel
 * @param values [height, width, channels], 0..1
 */
record Raster(int height, int width, int channels, float[] values) {

    private static final float WHITE = 255f;

    static Raster of(byte[] pixels, int height, int width) {
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (pixels[i] & 0xff) / WHITE;
        }
        return new Raster(height, width, pixels.length / (height * width), values);
    }

    /** An image of one channel, black. */
    static Raster grey(int height, int width) {
        return new Raster(height, width, 1, new float[height * width]);
    }

    /** A black image of the same size. */
    Raster blank() {
        return new Raster(height, width, channels, new float[values.length]);
    }

    float get(int y, int x, int c) {
        return values[(y * width + x) * channels + c];
    }

    void set(int y, int x, int c, float value) {
        values[(y * width + x) * channels + c] = value;
    }

    Raster copy() {
        return new Raster(height, width, channels, values.clone());
    }

    /** Clipped to 0..1 and cut to whole steps of 1 / 255, as conversion to bytes does. */
    byte[] bytes() {
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (int) (WHITE * Math.max(0, Math.min(1, values[i])));
        }
        return pixels;
    }

    /** The same after a conversion to bytes and back. */
    Raster cut() {
        return of(bytes(), height, width);
    }

    /** Mean of all values of one channel. */
    float mean(int channel) {
        double sum = 0;
        for (int i = channel; i < values.length; i += channels) {
            sum += values[i];
        }
        return (float) (sum / (height * width));
    }

    float max() {
        return (float) Arrays.stream(toDoubles()).max().orElse(0);
    }

    private double[] toDoubles() {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
