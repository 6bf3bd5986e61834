// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * An {@link ImageWarp} of planes of one size. What it does is linear in the plane, so where each pixel comes from is
 * worked out once for all planes of a batch. For one thread.
 */
final class PlaneWarp {

    private static final int MARGIN = 2;
    private static final int CORNERS = 4;

    private final ImageWarp warp;
    private final int height;
    private final int width;
    private final int margin;
    private final int wide;
    private final int[] corners;
    private final float[] weights;
    private final float[] kernel;
    private final float[] warped;
    private final float[] across;

    PlaneWarp(ImageWarp warp, int height, int width) {
        this.warp = warp;
        this.height = height;
        this.width = width;
        this.margin = warp.sigma() > 0 ? MARGIN : 0;
        this.wide = width + 2 * margin;
        int pixels = (height + 2 * margin) * wide;
        this.corners = new int[CORNERS * pixels];
        this.weights = new float[CORNERS * pixels];
        this.kernel = kernel(warp.sigma());
        this.warped = new float[pixels];
        this.across = new float[pixels];
        findCorners();
    }

    private static float[] kernel(double sigma) {
        double[] values = new double[2 * MARGIN + 1];
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(-(i - MARGIN) * (i - MARGIN) / (2 * sigma * sigma));
            total += values[i];
        }
        float[] kernel = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            kernel[i] = (float) (values[i] / total);
        }
        return kernel;
    }

    private void findCorners() {
        double cosine = Math.cos(warp.angle()) / warp.scale();
        double sine = Math.sin(warp.angle()) / warp.scale();
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        int pixel = 0;
        for (int y = -margin; y < height + margin; y++) {
            for (int i = -margin; i < width + margin; i++) {
                // The kernel is symmetric, so mirroring before the blur is mirroring after it.
                int x = warp.mirrored() ? width - 1 - i : i;
                double dx = x - middleX - warp.right();
                double dy = y - middleY - warp.down();
                interpolate(pixel++, middleX + cosine * dx + sine * dy, middleY - sine * dx + cosine * dy);
            }
        }
    }

    private void interpolate(int pixel, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double a = x - left;
        double b = y - top;
        corner(CORNERS * pixel, left, top, (1 - a) * (1 - b));
        corner(CORNERS * pixel + 1, left + 1, top, a * (1 - b));
        corner(CORNERS * pixel + 2, left, top + 1, (1 - a) * b);
        corner(CORNERS * pixel + 3, left + 1, top + 1, a * b);
    }

    /** The canvas reaches half an image beyond every edge; outside it is 0. */
    private void corner(int corner, int x, int y, double weight) {
        if (x >= -(width / 2) && y >= -(height / 2) && x < width + width / 2 && y < height + height / 2) {
            corners[corner] = inside(y, height) * width + inside(x, width);
            weights[corner] = (float) weight;
        }
    }

    private int inside(int position, int size) {
        int reflected = position;
        if (warp.reflect()) {
            reflected = position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position;
        }
        return Math.max(0, Math.min(size - 1, reflected));
    }

    /**
     * Warps one plane.
     *
     * @param from has [height * width] values from {@code fromAt} on
     * @param to receives as many from {@code at} on
     */
    void apply(float[] from, int fromAt, float[] to, int at) {
        for (int pixel = 0, corner = 0; pixel < warped.length; pixel++, corner += CORNERS) {
            warped[pixel] = weights[corner] * from[fromAt + corners[corner]]
                    + weights[corner + 1] * from[fromAt + corners[corner + 1]]
                    + weights[corner + 2] * from[fromAt + corners[corner + 2]]
                    + weights[corner + 3] * from[fromAt + corners[corner + 3]];
        }
        if (margin == 0) {
            System.arraycopy(warped, 0, to, at, warped.length);
        } else {
            blur(to, at);
        }
    }

    private void blur(float[] to, int at) {
        weigh(warped, 0, 1, across, 0, across.length - 2 * margin);
        for (int y = 0; y < height; y++) {
            weigh(across, y * wide, wide, to, at + y * width, width);
        }
    }

    /** Of each of {@code count} places the five values that lie {@code step} apart, by the kernel. */
    private void weigh(float[] from, int fromAt, int step, float[] to, int at, int count) {
        float outer = kernel[0];
        float inner = kernel[1];
        float middle = kernel[MARGIN];
        for (int i = 0; i < count; i++) {
            int place = fromAt + i;
            to[at + i] = outer * (from[place] + from[place + 4 * step])
                    + inner * (from[place + step] + from[place + 3 * step])
                    + middle * from[place + 2 * step];
        }
    }
}
