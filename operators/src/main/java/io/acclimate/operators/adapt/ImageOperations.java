// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * The mild operations that AugMix chains, on images of red, green and blue planes in 0..1; each gives a new image.
 *
 * @param height pixels
 * @param width pixels
 */
record ImageOperations(int height, int width) {

    private static final int KINDS = 9;
    private static final int LEVELS = 256;
    private static final double LARGEST_TURN = Math.toRadians(3);
    private static final double LARGEST_SHEAR = 0.03;
    private static final double LARGEST_SHIFT = 1.0 / 30;
    private static final int LARGEST_DROP = 25;
    private static final int KEPT_BITS = 4;

    /** One operation, drawn at random with its strength. */
    float[] any(float[] image, StreamRandom random) {
        int kind = (int) (random.uniform() * KINDS);
        double strength = random.uniform(0.1, 1);
        double signed = random.uniform() < 0.5 ? strength : -strength;
        return switch (kind) {
            case 0 -> autocontrast(image);
            case 1 -> equalize(image);
            case 2 -> posterize(image);
            case 3 -> solarize(image, LEVELS - (int) (strength * LARGEST_DROP));
            case 4 -> turned(image, signed * LARGEST_TURN);
            case 5 -> affine(image, 1, signed * LARGEST_SHEAR, 0, 0, 1, 0);
            case 6 -> affine(image, 1, 0, 0, signed * LARGEST_SHEAR, 1, 0);
            case 7 -> affine(image, 1, 0, signed * LARGEST_SHIFT * width, 0, 1, 0);
            default -> affine(image, 1, 0, 0, 0, 1, signed * LARGEST_SHIFT * height);
        };
    }

    /** Cuts the image out at a random place of a canvas that is an eighth of it wider on every side, and mirrors it at random. */
    float[] cropped(float[] image, StreamRandom random) {
        int right = (int) (random.uniform() * (width / 8 * 2 + 1)) - width / 8;
        int down = (int) (random.uniform() * (height / 8 * 2 + 1)) - height / 8;
        boolean mirrored = random.uniform() < 0.5;
        float[] result = new float[image.length];
        for (int i = 0; i < result.length; i++) {
            int x = i % width;
            int y = i / width % height + down;
            int from = (mirrored ? width - 1 - x : x) + right;
            if (from >= 0 && from < width && y >= 0 && y < height) {
                result[i] = image[i / (height * width) * height * width + y * width + from];
            }
        }
        return result;
    }

    /** Stretches every colour to 0..1. */
    float[] autocontrast(float[] image) {
        float[] result = new float[image.length];
        int pixels = height * width;
        for (int c = 0; c < image.length; c += pixels) {
            float least = 1;
            float most = 0;
            for (int i = c; i < c + pixels; i++) {
                least = Math.min(least, image[i]);
                most = Math.max(most, image[i]);
            }
            for (int i = c; i < c + pixels; i++) {
                result[i] = most > least ? (image[i] - least) / (most - least) : image[i];
            }
        }
        return result;
    }

    /** Makes the 256 levels of every colour equally frequent. */
    float[] equalize(float[] image) {
        float[] result = new float[image.length];
        int pixels = height * width;
        for (int c = 0; c < image.length; c += pixels) {
            int[] counts = new int[LEVELS];
            for (int i = c; i < c + pixels; i++) {
                counts[level(image[i])]++;
            }
            int[] equal = equal(counts, pixels);
            for (int i = c; i < c + pixels; i++) {
                result[i] = equal[level(image[i])] / (LEVELS - 1f);
            }
        }
        return result;
    }

    private static int[] equal(int[] counts, int pixels) {
        int last = LEVELS - 1;
        while (counts[last] == 0) {
            last--;
        }
        int step = (pixels - counts[last]) / (LEVELS - 1);
        int[] equal = new int[LEVELS];
        int sum = step / 2;
        for (int level = 0; level < LEVELS; level++) {
            equal[level] = step == 0 ? level : Math.min(LEVELS - 1, sum / step);
            sum += counts[level];
        }
        return equal;
    }

    private static int level(float value) {
        return Math.round(Math.max(0, Math.min(1, value)) * (LEVELS - 1));
    }

    /** Keeps the upper bits of the 8 of every value. */
    float[] posterize(float[] image) {
        float[] result = new float[image.length];
        int mask = LEVELS - (1 << 8 - KEPT_BITS);
        for (int i = 0; i < image.length; i++) {
            result[i] = (level(image[i]) & mask) / (LEVELS - 1f);
        }
        return result;
    }

    /** Inverts values from {@code threshold} of 256 on. */
    float[] solarize(float[] image, int threshold) {
        float[] result = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            result[i] = level(image[i]) >= threshold ? 1 - image[i] : image[i];
        }
        return result;
    }

    private float[] turned(float[] image, double angle) {
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        double x = (width - 1) / 2.0;
        double y = (height - 1) / 2.0;
        return affine(image, cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y);
    }

    /** Takes the pixel (x, y) from (a x + b y + c, d x + e y + f), bilinearly; 0 from outside. */
    private float[] affine(float[] image, double a, double b, double c, double d, double e, double f) {
        float[] result = new float[image.length];
        for (int plane = 0; plane < image.length; plane += height * width) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    result[plane + y * width + x] = at(image, plane, a * x + b * y + c, d * x + e * y + f);
                }
            }
        }
        return result;
    }

    private float at(float[] image, int plane, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        double upper = (1 - right) * pixel(image, plane, left, top) + right * pixel(image, plane, left + 1, top);
        double lower =
                (1 - right) * pixel(image, plane, left, top + 1) + right * pixel(image, plane, left + 1, top + 1);
        return (float) ((1 - down) * upper + down * lower);
    }

    private float pixel(float[] image, int plane, int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : image[plane + y * width + x];
    }
}
