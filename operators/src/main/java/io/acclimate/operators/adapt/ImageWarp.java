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

    /** Gets ready for planes of this size. */
    PlaneWarp on(int height, int width) {
        return new PlaneWarp(this, height, width);
    }
}
