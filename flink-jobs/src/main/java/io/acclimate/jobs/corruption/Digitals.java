// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;

/** What happens between the sensor and the model. */
final class Digitals {

    private static final float WHITE = 255f;

    private Digitals() {}

    /** The value of each pixel in hue, saturation and value is raised. */
    static Raster brightness(Raster image, double raise) {
        Raster bright = image.blank();
        int channels = image.channels();
        for (int at = 0; at < bright.values().length; at += channels) {
            float value = 0;
            for (int c = 0; c < channels; c++) {
                value = Math.max(value, image.values()[at + c]);
            }
            double raised = Math.min(1, value + raise);
            for (int c = 0; c < channels; c++) {
                bright.values()[at + c] = (float) (value == 0 ? raised : image.values()[at + c] * raised / value);
            }
        }
        return bright;
    }

    /** The distance of each channel to its mean is scaled. */
    static Raster contrast(Raster image, double scale) {
        Raster flat = image.blank();
        for (int c = 0; c < image.channels(); c++) {
            float mean = image.mean(c);
            for (int at = c; at < flat.values().length; at += image.channels()) {
                flat.values()[at] = (float) ((image.values()[at] - mean) * scale + mean);
            }
        }
        return flat;
    }

    /** Fewer pixels, each the mean of those whose middle it covers, enlarged again. */
    static Raster pixelate(Raster image, double scale) {
        int height = Math.max(1, (int) (image.height() * scale));
        int width = Math.max(1, (int) (image.width() * scale));
        Raster small = rows(columns(image, width), height);
        return rows(columns(small, image.width()), image.height());
    }

    private static Raster columns(Raster image, int width) {
        Raster resized = new Raster(
                image.height(), width, image.channels(), new float[image.height() * width * image.channels()]);
        for (int x = 0; x < width; x++) {
            int[] covered = covered(x, width, image.width());
            for (int y = 0; y < image.height(); y++) {
                for (int c = 0; c < image.channels(); c++) {
                    float sum = 0;
                    for (int from = covered[0]; from < covered[1]; from++) {
                        sum += image.get(y, from, c);
                    }
                    resized.set(y, x, c, rounded(sum / (covered[1] - covered[0])));
                }
            }
        }
        return resized;
    }

    private static Raster rows(Raster image, int height) {
        Raster resized = new Raster(
                height, image.width(), image.channels(), new float[height * image.width() * image.channels()]);
        for (int y = 0; y < height; y++) {
            int[] covered = covered(y, height, image.height());
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    float sum = 0;
                    for (int from = covered[0]; from < covered[1]; from++) {
                        sum += image.get(from, x, c);
                    }
                    resized.set(y, x, c, rounded(sum / (covered[1] - covered[0])));
                }
            }
        }
        return resized;
    }

    /** The pixels [first, after) of {@code from} that make pixel {@code at} of {@code to}. */
    private static int[] covered(int at, int to, int from) {
        double scale = (double) from / to;
        double reach = Math.max(1, scale) / 2;
        double middle = (at + 0.5) * scale;
        int first = Math.max(0, (int) (middle - reach + 0.5));
        int after = Math.min(from, (int) (middle + reach + 0.5));
        return new int[] {Math.min(first, from - 1), Math.max(after, Math.min(first, from - 1) + 1)};
    }

    /** To the nearest step of 1 / 255, with a little more so that cutting to bytes later finds the same step. */
    private static float rounded(float value) {
        return (Math.round(value * WHITE) + 0.01f) / WHITE;
    }

    /** JPEG at {@code quality} of 100. */
    static Raster jpeg(Raster image, int quality) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.copy().bytes();
        for (int i = 0; i < image.height() * image.width(); i++) {
            picture.setRGB(i % image.width(), i / image.width(), rgb(pixels, i, image.channels()));
        }
        BufferedImage read = compressed(picture, quality);
        Raster result = image.blank();
        for (int i = 0; i < image.height() * image.width(); i++) {
            int rgb = read.getRGB(i % image.width(), i / image.width());
            for (int c = 0; c < image.channels(); c++) {
                result.values()[i * image.channels() + c] = ((rgb >> 8 * (2 - c) & 0xff) + 0.01f) / WHITE;
            }
        }
        return result;
    }

    private static int rgb(byte[] pixels, int pixel, int channels) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            rgb = rgb << 8 | pixels[pixel * channels + Math.min(c, channels - 1)] & 0xff;
        }
        return rgb;
    }

    private static BufferedImage compressed(BufferedImage picture, int quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality / 100f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
            out.flush();
            return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }

    /**
     * A random affine map and then random displacements, smoothed.
     *
     * @param p size of the displacements, their smoothing and how far the corners of the affine map move, all as shares of
     *     the image's size
     */
    static Raster elastic(Raster image, double[] p, SplittableRandom random) {
        int size = Math.min(image.height(), image.width());
        Raster moved = AffineWarp.random(image, p[2] * size, random);
        Raster dx = displacements(image, p[1] * size, random);
        Raster dy = displacements(image, p[1] * size, random);
        Raster warped = image.blank();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double fromY = y + dy.get(y, x, 0) * p[0] * size;
                double fromX = x + dx.get(y, x, 0) * p[0] * size;
                for (int c = 0; c < image.channels(); c++) {
                    warped.set(y, x, c, Filters.between(moved, fromY, fromX, c, Filters.Border.MIRROR));
                }
            }
        }
        return warped;
    }

    private static Raster displacements(Raster image, double smoothing, SplittableRandom random) {
        Raster field = Raster.grey(image.height(), image.width());
        for (int i = 0; i < field.values().length; i++) {
            field.values()[i] = (float) random.nextDouble(-1, 1);
        }
        return Filters.gaussian(field, smoothing, 3, Filters.Border.MIRROR);
    }
}
