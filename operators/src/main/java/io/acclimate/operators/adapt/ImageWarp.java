// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * A rotation, shift and scaling about the centre of an image on a canvas twice its size, cut back to the image's size and
 * perhaps mirrored. One draw is for all images of a batch.
 *
 * @param angle radians
 * @param right shift in whole pixels
 * @param down shift in whole pixels
 * @param scale factor
 * @param sigma of the Gaussian blur with 5 by 5 pixels; 0 blurs nothing
 * @param mirrored whether left and right change places
 * @param reflect whether the canvas mirrors the image at its edges; else it repeats the edge
 */
record ImageWarp(double angle, int right, int down, double scale, double sigma, boolean mirrored, boolean reflect) {

    private static final double LARGEST_ANGLE = Math.toRadians(15);
    private static final double LARGEST_SHIFT = 1.0 / 16;
    private static final int MARGIN = 2;

    /** Draws for images of this size. */
    static ImageWarp draw(StreamRandom random, int height, int width, boolean blurred, boolean reflect) {
        double angle = random.uniform(-LARGEST_ANGLE, LARGEST_ANGLE);
        double right = random.uniform(-2 * width * LARGEST_SHIFT, 2 * width * LARGEST_SHIFT);
        double down = random.uniform(-2 * height * LARGEST_SHIFT, 2 * height * LARGEST_SHIFT);
        double scale = random.uniform(0.9, 1.1);
        double sigma = random.uniform(0.001, 0.5);
        return new ImageWarp(
                angle,
                (int) Math.rint(right),
                (int) Math.rint(down),
                scale,
                blurred ? sigma : 0,
                random.uniform() < 0.5,
                reflect);
    }

    /**
     * Warps one plane.
     *
     * @param from [height * width]
     * @param to receives as many values from {@code at} on
     */
    void apply(float[] from, int fromAt, int height, int width, float[] to, int at) {
        int margin = sigma > 0 ? MARGIN : 0;
        int wide = width + 2 * margin;
        float[] warped = new float[(height + 2 * margin) * wide];
        double cosine = Math.cos(angle) / scale;
        double sine = Math.sin(angle) / scale;
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        for (int y = -margin; y < height + margin; y++) {
            for (int x = -margin; x < width + margin; x++) {
                double dx = x - middleX - right;
                double dy = y - middleY - down;
                warped[(y + margin) * wide + x + margin] = interpolated(
                        from,
                        fromAt,
                        height,
                        width,
                        middleX + cosine * dx + sine * dy,
                        middleY - sine * dx + cosine * dy);
            }
        }
        float[] blurred = margin == 0 ? warped : blurred(warped, height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                to[at + y * width + (mirrored ? width - 1 - x : x)] = blurred[y * width + x];
            }
        }
    }

    private float interpolated(float[] from, int at, int height, int width, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double a = x - left;
        double b = y - top;
        double upper = (1 - a) * canvas(from, at, height, width, left, top)
                + a * canvas(from, at, height, width, left + 1, top);
        double lower = (1 - a) * canvas(from, at, height, width, left, top + 1)
                + a * canvas(from, at, height, width, left + 1, top + 1);
        return (float) ((1 - b) * upper + b * lower);
    }

    /** The canvas reaches half an image beyond every edge; outside it is 0. */
    private float canvas(float[] from, int at, int height, int width, int x, int y) {
        if (x < -(width / 2) || y < -(height / 2) || x >= width + width / 2 || y >= height + height / 2) {
            return 0;
        }
        return from[at + inside(y, height) * width + inside(x, width)];
    }

    private int inside(int position, int size) {
        if (!reflect) {
            return Math.max(0, Math.min(size - 1, position));
        }
        int reflected = position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position;
        return Math.max(0, Math.min(size - 1, reflected));
    }

    private float[] blurred(float[] warped, int height, int width) {
        double[] kernel = new double[2 * MARGIN + 1];
        double total = 0;
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = Math.exp(-(i - MARGIN) * (i - MARGIN) / (2 * sigma * sigma));
            total += kernel[i];
        }
        int wide = width + 2 * MARGIN;
        double[] across = new double[(height + 2 * MARGIN) * width];
        for (int y = 0; y < height + 2 * MARGIN; y++) {
            for (int x = 0; x < width; x++) {
                for (int i = 0; i < kernel.length; i++) {
                    across[y * width + x] += kernel[i] / total * warped[y * wide + x + i];
                }
            }
        }
        float[] result = new float[height * width];
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            for (int k = 0; k < kernel.length; k++) {
                sum += kernel[k] / total * across[i + k * width];
            }
            result[i] = (float) sum;
        }
        return result;
    }
}
