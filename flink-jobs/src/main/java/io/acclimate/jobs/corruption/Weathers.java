// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.SplittableRandom;

/** Snow, frost and fog. */
final class Weathers {

    private static final double FROST_DECAY = 1.6;
    private static final float FROST_DARK = 0.2f;
    private static final float FROST_SPAN = 0.75f;
    private static final float[] FROST_TINT = {0.93f, 1f, 1.07f};
    private static final float[] LUMINANCE = {0.299f, 0.587f, 0.114f};

    private Weathers() {}

    /** Fog: clouds of a plasma fractal are added, the range of brightness is kept. */
    static Raster fog(Raster image, double density, double decay, SplittableRandom random) {
        double[][] clouds = PlasmaFractal.field(fieldSize(image), decay, random);
        float most = image.max();
        Raster foggy = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    double thick = image.get(y, x, c) + density * clouds[y][x];
                    foggy.set(y, x, c, (float) (thick * most / (most + density)));
                }
            }
        }
        return foggy;
    }

    /**
     * Frost: {@code light} times the image plus {@code ice} times a layer of ice. The published files use photographs of
     * frost; this draws a bluish plasma fractal with the same mean brightness.
     */
    static Raster frost(Raster image, double light, double ice, SplittableRandom random) {
        double[][] crystals = PlasmaFractal.field(fieldSize(image), FROST_DECAY, random);
        Raster frosted = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double layer = FROST_DARK + FROST_SPAN * crystals[y][x];
                for (int c = 0; c < image.channels(); c++) {
                    double tinted = image.channels() == FROST_TINT.length ? layer * FROST_TINT[c] : layer;
                    frosted.set(y, x, c, (float) (light * image.get(y, x, c) + ice * Math.min(1, tinted)));
                }
            }
        }
        return frosted;
    }

    private static int fieldSize(Raster image) {
        int longest = Math.max(2, Math.max(image.height(), image.width()));
        return Integer.highestOneBit(2 * longest - 1);
    }

    /**
     * Snow.
     *
     * @param p mean and deviation of the flakes' brightness, their enlargement, the threshold below which there is none, radius
     *     and deviation of their movement, share of the image that is not whitened
     */
    static Raster snow(Raster image, double[] p, SplittableRandom random) {
        Raster noise = Raster.grey(image.height(), image.width());
        for (int i = 0; i < noise.values().length; i++) {
            noise.values()[i] = (float) (p[0] + p[1] * random.nextGaussian());
        }
        Raster flakes = Filters.zoomed(noise, p[2]);
        for (int i = 0; i < flakes.values().length; i++) {
            flakes.values()[i] = flakes.values()[i] < p[3] ? 0 : flakes.values()[i];
        }
        Raster falling = Filters.motion(flakes.cut(), (int) p[4], p[5], random.nextDouble(-135, -45))
                .cut();
        Raster snowy = whitened(image, p[6]);
        for (int i = 0; i < snowy.values().length; i++) {
            int pixel = i / image.channels();
            int opposite = falling.values().length - 1 - pixel;
            snowy.values()[i] += falling.values()[pixel] + falling.values()[opposite];
        }
        return snowy;
    }

    private static Raster whitened(Raster image, double share) {
        Raster white = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double bright = 1.5 * grey(image, y, x) + 0.5;
                for (int c = 0; c < image.channels(); c++) {
                    double value = image.get(y, x, c);
                    white.set(y, x, c, (float) (share * value + (1 - share) * Math.max(value, bright)));
                }
            }
        }
        return white;
    }

    private static double grey(Raster image, int y, int x) {
        if (image.channels() != LUMINANCE.length) {
            return image.get(y, x, 0);
        }
        double grey = 0;
        for (int c = 0; c < LUMINANCE.length; c++) {
            grey += LUMINANCE[c] * image.get(y, x, c);
        }
        return grey;
    }
}
