// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import io.acclimate.jobs.data.NpyArray;
import io.acclimate.jobs.data.SharedData;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Corruptions against CIFAR-10-C files of the published definitions. Those without randomness are held pixel by pixel,
 * the others by the size of what they add: mean and root mean square of the change, in steps of 255.
 */
class PublishedImagesTest {

    private static final int IMAGES = 100;
    private static final int SIDE = 32;
    private static final int BYTES = SIDE * SIDE * 3;

    private final Path folder = SharedData.require("cifar10c");
    private final byte[] clean = images(folder.resolve("clean.npy"));

    private static byte[] images(Path file) {
        byte[] pixels = new byte[IMAGES * BYTES];
        NpyArray.open(file).bytes(0, pixels);
        return pixels;
    }

    private byte[] stored(String corruption, int severity) {
        return images(folder.resolve("severity_" + severity).resolve(corruption + ".npy"));
    }

    private byte[] generated(String corruption, int severity) {
        byte[] all = new byte[clean.length];
        for (int i = 0; i < IMAGES; i++) {
            byte[] image = Arrays.copyOfRange(clean, i * BYTES, (i + 1) * BYTES);
            byte[] made = ImageCorruption.named(corruption).apply(image, SIDE, SIDE, severity, new SplittableRandom(i));
            System.arraycopy(made, 0, all, i * BYTES, BYTES);
        }
        return all;
    }

    private static double mean(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] & 0xff) - (b[i] & 0xff);
        }
        return sum / a.length;
    }

    private static double rootMeanSquare(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow((a[i] & 0xff) - (b[i] & 0xff), 2);
        }
        return Math.sqrt(sum / a.length);
    }

    @ParameterizedTest
    @CsvSource({
        "defocus_blur, 0.5",
        "zoom_blur, 1.0",
        "brightness, 0.5",
        "contrast, 0.5",
        "pixelate, 0.5",
        "jpeg_compression, 3.0"
    })
    void corruptionsWithoutRandomnessEqualTheFiles(String corruption, double tolerance) {
        for (int severity = 1; severity <= 5; severity++) {
            assertThat(rootMeanSquare(generated(corruption, severity), stored(corruption, severity)))
                    .as("severity " + severity)
                    .isLessThan(tolerance);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gaussian_noise, 0.2, 0.02",
        "shot_noise, 0.2, 0.02",
        "impulse_noise, 0.5, 0.03",
        "glass_blur, 1.5, 0.1",
        "motion_blur, 0.8, 0.1",
        "snow, 2.0, 0.1",
        "fog, 4.0, 0.15",
        "elastic_transform, 1.5, 0.1"
    })
    void corruptionsWithRandomnessChangeAsMuchAsTheFiles(String corruption, double meanTolerance, double part) {
        for (int severity = 1; severity <= 5; severity++) {
            byte[] made = generated(corruption, severity);
            byte[] published = stored(corruption, severity);
            assertThat(mean(made, clean))
                    .as("mean of severity " + severity)
                    .isCloseTo(mean(published, clean), within(meanTolerance));
            double expected = rootMeanSquare(published, clean);
            assertThat(rootMeanSquare(made, clean))
                    .as("size of severity " + severity)
                    .isCloseTo(expected, within(part * expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"frost, 8.0, 0.25"})
    void drawnFrostBrightensAboutAsMuchAsPhotographedFrost(String corruption, double meanTolerance, double part) {
        corruptionsWithRandomnessChangeAsMuchAsTheFiles(corruption, meanTolerance, part);
    }
}
