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
 * @param gamma with an exponent of U[.7, 1.3]
 */
record ColorJitter(int[] order, double brightness, double contrast, double saturation, double hue, GammaCurve gamma) {

    private static final float RED = 0.2989f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
    private static final float CIRCLE = 6;
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
                new GammaCurve(random.uniform(0.7, 1.3)));
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
        float factor = (float) brightness;
        for (int i = 0; i < image.length; i++) {
            image[i] = clipped(factor * image[i]);
        }
    }

    private static float grey(float[] image, int pixel) {
        int pixels = image.length / 3;
        return RED * image[pixel] + GREEN * image[pixels + pixel] + BLUE * image[2 * pixels + pixel];
    }

    private void contrast(float[] image) {
        int pixels = image.length / 3;
        double sum = 0;
        for (int i = 0; i < pixels; i++) {
            sum += grey(image, i);
        }
        float factor = (float) contrast;
        float offset = (float) ((1 - contrast) * sum / pixels);
        for (int i = 0; i < image.length; i++) {
            image[i] = clipped(factor * image[i] + offset);
        }
    }

    private void saturate(float[] image) {
        int pixels = image.length / 3;
        float factor = (float) saturation;
        for (int i = 0; i < pixels; i++) {
            float grey = (1 - factor) * grey(image, i);
            image[i] = clipped(factor * image[i] + grey);
            image[pixels + i] = clipped(factor * image[pixels + i] + grey);
            image[2 * pixels + i] = clipped(factor * image[2 * pixels + i] + grey);
        }
    }

    /** In hue, saturation and value; the turn keeps the largest and the smallest of the three colours. */
    private void turn(float[] image) {
        int pixels = image.length / 3;
        float sixths = (float) (hue * CIRCLE);
        for (int i = 0; i < pixels; i++) {
            float red = image[i];
            float green = image[pixels + i];
            float blue = image[2 * pixels + i];
            float value = Math.max(red, Math.max(green, blue));
            float range = value - Math.min(red, Math.min(green, blue));
            if (range <= 0) {
                continue;
            }
            float sixth = value == red
                    ? (green - blue) / range
                    : value == green ? 2 + (blue - red) / range : 4 + (red - green) / range;
            float turned = onCircle(onCircle(sixth + sixths) + CIRCLE);
            image[i] = clipped(colour(value, range, turned, 5));
            image[pixels + i] = clipped(colour(value, range, turned, 3));
            image[2 * pixels + i] = clipped(colour(value, range, turned, 1));
        }
    }

    /** An angle of less than two circles, in sixths, as one between 0 and 6. */
    private static float onCircle(float sixths) {
        return sixths >= CIRCLE ? sixths - CIRCLE : sixths;
    }

    /** One colour of a hue in sixths of the circle; {@code offset} is 5 for red, 3 for green, 1 for blue. */
    private static float colour(float value, float range, float hue, int offset) {
        float at = onCircle(offset + hue);
        return value - range * Math.max(0, Math.min(1, Math.min(at, 4 - at)));
    }

    private void gamma(float[] image) {
        for (int i = 0; i < image.length; i++) {
            image[i] = gamma.of(image[i]);
        }
    }

    private static float clipped(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
