// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The 15 corruptions of ImageNet-C and CIFAR-10-C (Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to
 * Common Corruptions and Perturbations", ICLR 2019), in their published order, with the strengths of CIFAR-10-C, which
 * are made for small images. Two differ: frost is drawn, not photographed, and random numbers are our own, so that
 * corruptions with randomness agree with the published files in distribution only.
 */
public enum ImageCorruption {
    /** Gaussian noise; standard deviation. */
    GAUSSIAN_NOISE(new double[][] {{.04}, {.06}, {.08}, {.09}, {.10}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Noises.gaussian(image, p[0], random);
        }
    },
    /** Poisson noise; photons of a white pixel. */
    SHOT_NOISE(new double[][] {{500}, {250}, {100}, {75}, {50}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Noises.shot(image, p[0], random);
        }
    },
    /** Salt and pepper; share of the values. */
    IMPULSE_NOISE(new double[][] {{.01}, {.02}, {.03}, {.05}, {.07}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Noises.impulse(image, p[0], random);
        }
    },
    /** Lens out of focus; radius and softness of the disk. */
    DEFOCUS_BLUR(new double[][] {{.3, .4}, {.4, .5}, {.5, .6}, {1, .2}, {1.5, .1}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Blurs.defocus(image, p[0], p[1]);
        }
    },
    /** Frosted glass; deviation of the blur, reach, rounds. */
    GLASS_BLUR(new double[][] {{.05, 1, 1}, {.25, 1, 1}, {.4, 1, 1}, {.25, 1, 2}, {.4, 1, 2}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Blurs.glass(image, p[0], (int) p[1], (int) p[2], random);
        }
    },
    /** Moving camera; radius and deviation. */
    MOTION_BLUR(new double[][] {{6, 1}, {6, 1.5}, {6, 2}, {8, 2}, {9, 2.5}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Blurs.motion(image, (int) p[0], p[1], random);
        }
    },
    /** Approaching camera; end of the enlargements. */
    ZOOM_BLUR(new double[][] {{1.06}, {1.11}, {1.16}, {1.21}, {1.26}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Blurs.zoom(image, p[0]);
        }
    },
    /** Snow; see {@link Weathers#snow}. */
    SNOW(new double[][] {
        {.1, .2, 1, .6, 8, 3, .95},
        {.1, .2, 1, .5, 10, 4, .9},
        {.15, .3, 1.75, .55, 10, 4, .9},
        {.25, .3, 2.25, .6, 12, 6, .85},
        {.3, .3, 1.25, .65, 14, 12, .8}
    }) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Weathers.snow(image, p, random);
        }
    },
    /** Frost; shares of image and ice. */
    FROST(new double[][] {{1, .2}, {1, .3}, {.9, .4}, {.85, .4}, {.75, .45}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Weathers.frost(image, p[0], p[1], random);
        }
    },
    /** Fog; density and roughness. */
    FOG(new double[][] {{.2, 3}, {.5, 3}, {.75, 2.5}, {1, 2}, {1.5, 1.75}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Weathers.fog(image, p[0], p[1], random);
        }
    },
    /** Daylight; raise of the value. */
    BRIGHTNESS(new double[][] {{.05}, {.1}, {.15}, {.2}, {.3}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Digitals.brightness(image, p[0]);
        }
    },
    /** Flat light; scale. */
    CONTRAST(new double[][] {{.75}, {.5}, {.4}, {.3}, {.15}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Digitals.contrast(image, p[0]);
        }
    },
    /** Stretched regions; see {@link Digitals#elastic}. */
    ELASTIC_TRANSFORM(new double[][] {{0, 0, .08}, {.05, .2, .07}, {.08, .06, .06}, {.1, .04, .05}, {.1, .03, .03}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Digitals.elastic(image, p, random);
        }
    },
    /** Low resolution; scale. */
    PIXELATE(new double[][] {{.95}, {.9}, {.85}, {.75}, {.65}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Digitals.pixelate(image, p[0]);
        }
    },
    /** Lossy compression; quality. */
    JPEG_COMPRESSION(new double[][] {{80}, {65}, {58}, {50}, {40}}) {
        @Override
        Raster corrupt(Raster image, double[] p, SplittableRandom random) {
            return Digitals.jpeg(image, (int) p[0]);
        }
    };

    private final double[][] strengths;

    ImageCorruption(double[][] strengths) {
        this.strengths = strengths;
    }

    abstract Raster corrupt(Raster image, double[] strength, SplittableRandom random);

    /** Its name in the benchmarks, for example {@code gaussian_noise}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names, in the published order. */
    public static List<String> names() {
        return Arrays.stream(values()).map(ImageCorruption::label).toList();
    }

    /**
     * The corruption of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ImageCorruption named(String label) {
        return Arrays.stream(values())
                .filter(corruption -> corruption.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is no corruption; take one of %s".formatted(label, String.join(", ", names()))));
    }

    /**
     * A corrupted copy of an image. Between two whole severities it is their blend, both drawn from the same random numbers,
     * so that the image changes continuously with the severity; severity 0 is the image itself.
     *
     * @param pixels [height, width, channels] of bytes
     * @param severity 0 to 5
     * @param random used up; an equal generator gives an equal image
     */
    public byte[] apply(byte[] pixels, int height, int width, double severity, SplittableRandom random) {
        if (!(severity >= 0 && severity <= strengths.length)) {
            throw new IllegalArgumentException("severity is %s; it must be from 0 to 5".formatted(severity));
        }
        long seed = random.nextLong();
        int lower = (int) severity;
        byte[] below = whole(pixels, height, width, lower, seed);
        double part = severity - lower;
        if (part == 0) {
            return below;
        }
        byte[] above = whole(pixels, height, width, lower + 1, seed);
        byte[] blend = new byte[pixels.length];
        for (int i = 0; i < blend.length; i++) {
            blend[i] = (byte) Math.round((1 - part) * (below[i] & 0xff) + part * (above[i] & 0xff));
        }
        return blend;
    }

    private byte[] whole(byte[] pixels, int height, int width, int severity, long seed) {
        return severity == 0
                ? pixels.clone()
                : corrupt(Raster.of(pixels, height, width), strengths[severity - 1], new SplittableRandom(seed))
                        .bytes();
    }
}
