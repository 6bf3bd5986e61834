// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * Changes of colour, as CoTTA draws them (Wang et al., CVPR 2022): brightness, contrast, saturation, hue and gamma, in a
 * random order. One draw is for all images of a batch. Images are red, green and blue planes in 0..1.
 *
 * @param order the five changes by number, each once
 * @param brightness factor, U[.6, 1.4]
 * @param contrast factor of the distance to the image's mean grey, U[.7, 1.3]
 * @param saturation factor of the distance to the pixel's grey, U[.5, 1.5]
 * @param hue turn of the colour circle, U[-.06, .06]
 * @param gamma exponent, U[.7, 1.3]
 */
record ColorJitter(int[] order, double brightness, double contrast, double saturation, double hue, double gamma) {

    private static final double RED = 0.2989;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;
    private static final float SMALLEST = 1e-8f;
    private static final int CHANGES = 5;

    static ColorJitter draw(StreamRandom random) {
        int[] order = new int[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            int j = (int) (random.uniform() * (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        return new ColorJitter(
                order,
                random.uniform(0.6, 1.4),
                random.uniform(0.7, 1.3),
                random.uniform(0.5, 1.5),
                random.uniform(-0.06, 0.06),
                random.uniform(0.7, 1.3));
    }

    /** Changes one image, [3 * pixels], in place. */
    void apply(float[] image) {
        for (int change : order) {
            switch (change) {
                case 0 -> brighten(image);
                case 1 -> contrast(image);
                case 2 -> saturate(image);
                case 3 -> turn(image);
                default -> gamma(image);
            }
        }
    }

    private void brighten(float[] image) {
        for (int i = 0; i < image.length; i++) {
            image[i] = clipped(brightness * image[i]);
        }
    }

    private static double grey(float[] image, int pixel) {
        int pixels = image.length / 3;
        return RED * image[pixel] + GREEN * image[pixels + pixel] + BLUE * image[2 * pixels + pixel];
    }

    private void contrast(float[] image) {
        int pixels = image.length / 3;
        double mean = 0;
        for (int i = 0; i < pixels; i++) {
            mean += grey(image, i) / pixels;
        }
        for (int i = 0; i < image.length; i++) {
            image[i] = clipped(contrast * image[i] + (1 - contrast) * mean);
        }
    }

    private void saturate(float[] image) {
        int pixels = image.length / 3;
        for (int i = 0; i < pixels; i++) {
            double grey = (1 - saturation) * grey(image, i);
            for (int c = 0; c < 3; c++) {
                image[c * pixels + i] = clipped(saturation * image[c * pixels + i] + grey);
            }
        }
    }

    /** In hue, saturation and value; the turn keeps the largest and the smallest of the three colours. */
    private void turn(float[] image) {
        int pixels = image.length / 3;
        for (int i = 0; i < pixels; i++) {
            float red = image[i];
            float green = image[pixels + i];
            float blue = image[2 * pixels + i];
            double value = Math.max(red, Math.max(green, blue));
            double range = value - Math.min(red, Math.min(green, blue));
            if (range <= 0) {
                continue;
            }
            double sixth = value == red
                    ? (green - blue) / range
                    : value == green ? 2 + (blue - red) / range : 4 + (red - green) / range;
            double turned = sixth / 6 + hue;
            turned = 6 * (turned - Math.floor(turned));
            image[i] = clipped(colour(value, range, turned, 5));
            image[pixels + i] = clipped(colour(value, range, turned, 3));
            image[2 * pixels + i] = clipped(colour(value, range, turned, 1));
        }
    }

    /** One colour of a hue in sixths of the circle; {@code offset} is 5 for red, 3 for green, 1 for blue. */
    private static double colour(double value, double range, double hue, int offset) {
        double at = (offset + hue) % 6;
        return value - range * Math.max(0, Math.min(1, Math.min(at, 4 - at)));
    }

    private void gamma(float[] image) {
        for (int i = 0; i < image.length; i++) {
            image[i] = clipped(Math.pow(Math.max(SMALLEST, Math.min(1, image[i])), gamma));
        }
    }

    private static float clipped(double value) {
        return (float) Math.max(0, Math.min(1, value));
    }
}
