// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

/** Linear filters and resampling. */
final class Filters {

    private Filters() {}

    /** How a coordinate outside the image is answered. */
    enum Border {
        /** The nearest pixel. */
        NEAREST {
            @Override
            int inside(int at, int size) {
                return Math.max(0, Math.min(size - 1, at));
            }
        },
        /** Mirrored at the edge of the last pixel: b a | a b. */
        MIRROR {
            @Override
            int inside(int at, int size) {
                int folded = Math.floorMod(at, 2 * size);
                return folded < size ? folded : 2 * size - 1 - folded;
            }
        },
        /** Mirrored at the middle of the last pixel: c b | a b c. */
        MIRROR_MIDDLE {
            @Override
            int inside(int at, int size) {
                if (size == 1) {
                    return 0;
                }
                int folded = Math.floorMod(at, 2 * (size - 1));
                return folded < size ? folded : 2 * (size - 1) - folded;
            }
        };

        abstract int inside(int at, int size);
    }

    /** Gaussian blur, the kernel cut after {@code truncate} deviations; a deviation of 0 changes nothing. */
    static Raster gaussian(Raster image, double deviation, double truncate, Border border) {
        int radius = (int) (truncate * deviation + 0.5);
        if (radius == 0) {
            return image.copy();
        }
        double[] kernel = bell(radius, deviation);
        Raster across = image.blank();
        Raster down = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    double sum = 0;
                    for (int k = -radius; k <= radius; k++) {
                        sum += kernel[k + radius] * image.get(y, border.inside(x + k, image.width()), c);
                    }
                    across.set(y, x, c, (float) sum);
                }
            }
        }
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    double sum = 0;
                    for (int k = -radius; k <= radius; k++) {
                        sum += kernel[k + radius] * across.get(border.inside(y + k, image.height()), x, c);
                    }
                    down.set(y, x, c, (float) sum);
                }
            }
        }
        return down;
    }

    /** A normalized Gaussian, [2 * radius + 1]. */
    static double[] bell(int radius, double deviation) {
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int k = -radius; k <= radius; k++) {
            kernel[k + radius] = Math.exp(-k * k / (2 * deviation * deviation));
            sum += kernel[k + radius];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= sum;
        }
        return kernel;
    }

    /** Correlation with a square kernel of odd size. */
    static Raster filter(Raster image, double[][] kernel, Border border) {
        int radius = kernel.length / 2;
        Raster filtered = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    double sum = 0;
                    for (int dy = -radius; dy <= radius; dy++) {
                        for (int dx = -radius; dx <= radius; dx++) {
                            double weight = kernel[dy + radius][dx + radius];
                            int row = border.inside(y + dy, image.height());
                            sum += weight == 0 ? 0 : weight * image.get(row, border.inside(x + dx, image.width()), c);
                        }
                    }
                    filtered.set(y, x, c, (float) sum);
                }
            }
        }
        return filtered;
    }

    /** Half a Gaussian along a line of whole-pixel steps, as ImageMagick blurs motion: radius in pixels, angle in degrees. */
    static Raster motion(Raster image, int radius, double deviation, double degrees) {
        int length = 2 * radius + 1;
        double[] kernel = new double[length];
        double sum = 0;
        for (int i = 0; i < length; i++) {
            kernel[i] = Math.exp(-i * i / (2 * deviation * deviation));
            sum += kernel[i];
        }
        double angle = Math.toRadians(degrees);
        Raster blurred = image.blank();
        for (int i = 0; i < length; i++) {
            int dx = (int) Math.ceil(i * Math.cos(angle) - 0.5);
            int dy = (int) Math.ceil(i * Math.sin(angle) - 0.5);
            addShifted(image, dy, dx, (float) (kernel[i] / sum), blurred);
        }
        return blurred;
    }

    private static void addShifted(Raster image, int dy, int dx, float weight, Raster to) {
        for (int y = 0; y < image.height(); y++) {
            int row = Border.NEAREST.inside(y + dy, image.height());
            for (int x = 0; x < image.width(); x++) {
                int column = Border.NEAREST.inside(x + dx, image.width());
                for (int c = 0; c < image.channels(); c++) {
                    to.set(y, x, c, to.get(y, x, c) + weight * image.get(row, column, c));
                }
            }
        }
    }

    /** Value at a point between pixels, bilinear. */
    static float between(Raster image, double y, double x, int c, Border border) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        double down = y - top;
        double right = x - left;
        int top0 = border.inside(top, image.height());
        int top1 = border.inside(top + 1, image.height());
        int left0 = border.inside(left, image.width());
        int left1 = border.inside(left + 1, image.width());
        double above = (1 - right) * image.get(top0, left0, c) + right * image.get(top0, left1, c);
        double below = (1 - right) * image.get(top1, left0, c) + right * image.get(top1, left1, c);
        return (float) ((1 - down) * above + down * below);
    }

    /** The middle of the image, enlarged by {@code factor} of at least 1 to the image's size. */
    static Raster zoomed(Raster image, double factor) {
        Raster zoomed = image.blank();
        for (int y = 0; y < image.height(); y++) {
            double fromY = zoomSource(y, image.height(), factor);
            for (int x = 0; x < image.width(); x++) {
                double fromX = zoomSource(x, image.width(), factor);
                for (int c = 0; c < image.channels(); c++) {
                    zoomed.set(y, x, c, between(image, fromY, fromX, c, Border.NEAREST));
                }
            }
        }
        return zoomed;
    }

    /** The part that fills the size is enlarged so that its first and last pixels keep their middles, then cut to size. */
    private static double zoomSource(int at, int size, double factor) {
        int part = (int) Math.ceil(size / factor);
        int enlarged = (int) Math.round(part * factor);
        int first = (size - part) / 2;
        int cut = (enlarged - size) / 2;
        return first + (at + cut) * (double) (part - 1) / Math.max(1, enlarged - 1);
    }
}
