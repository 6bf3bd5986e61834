// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.corruption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageCorruptionTest {

    private static final int SIDE = 32;

    /** A picture with edges, gradients and all channels, seen as bytes [32, 32, 3]. */
    private static byte[] picture() {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int at = (y * SIDE + x) * 3;
                pixels[at] = (byte) (x * 7);
                pixels[at + 1] = (byte) (y / 7 % 2 == x / 5 % 2 ? 200 : 40);
                pixels[at + 2] = (byte) (y * 5 + x * 2);
            }
        }
        return pixels;
    }

    private static byte[] corrupted(ImageCorruption corruption, double severity, long seed) {
        return corruption.apply(picture(), SIDE, SIDE, severity, new SplittableRandom(seed));
    }

    private static double distance(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        }
        return sum / a.length;
    }

    @ParameterizedTest
    @EnumSource(ImageCorruption.class)
    void equalSeedsGiveEqualImages(ImageCorruption corruption) {
        assertThat(corrupted(corruption, 3, 5)).isEqualTo(corrupted(corruption, 3, 5));
    }

    @ParameterizedTest
    @EnumSource(ImageCorruption.class)
    void severityZeroIsTheImageItself(ImageCorruption corruption) {
        assertThat(corrupted(corruption, 0, 5)).isEqualTo(picture());
    }

    @ParameterizedTest
    @EnumSource(ImageCorruption.class)
    void everySeverityChangesTheImageAndLeavesTheOriginal(ImageCorruption corruption) {
        byte[] original = picture();
        corruption.apply(original, SIDE, SIDE, 5, new SplittableRandom(1));
        assertThat(original).isEqualTo(picture());
        for (int severity = 1; severity <= 5; severity++) {
            assertThat(corrupted(corruption, severity, 5)).isNotEqualTo(picture());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ImageCorruption.class,
            mode = EnumSource.Mode.EXCLUDE,
            // Published parameters of these three grow in one respect and shrink in another.
            names = {"ELASTIC_TRANSFORM", "GLASS_BLUR", "FROST"})
    void severityFiveIsFurtherFromTheImageThanSeverityOne(ImageCorruption corruption) {
        assertThat(distance(corrupted(corruption, 5, 5), picture()))
                .isGreaterThan(1.2 * distance(corrupted(corruption, 1, 5), picture()));
    }

    @ParameterizedTest
    @EnumSource(ImageCorruption.class)
    void theImageChangesContinuouslyWithTheSeverity(ImageCorruption corruption) {
        double whole = distance(corrupted(corruption, 2, 5), corrupted(corruption, 3, 5));
        double step = distance(corrupted(corruption, 2, 5), corrupted(corruption, 2.1, 5));
        assertThat(step).isLessThanOrEqualTo(whole / 10 + 0.5);
        assertThat(distance(corrupted(corruption, 2.9999, 5), corrupted(corruption, 3, 5)))
                .isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 5.1, Double.NaN})
    void severityOutsideItsRangeIsRefused(double severity) {
        assertThatThrownBy(() -> corrupted(ImageCorruption.FOG, severity, 1)).hasMessageContaining("from 0 to 5");
    }

    @Test
    void namesAreThePublishedOnesInTheirOrder() {
        assertThat(ImageCorruption.names())
                .containsExactly(
                        "gaussian_noise",
                        "shot_noise",
                        "impulse_noise",
                        "defocus_blur",
                        "glass_blur",
                        "motion_blur",
                        "zoom_blur",
                        "snow",
                        "frost",
                        "fog",
                        "brightness",
                        "contrast",
                        "elastic_transform",
                        "pixelate",
                        "jpeg_compression");
    }

    @Test
    void corruptionThatDoesNotExistIsTold() {
        assertThatThrownBy(() -> ImageCorruption.named("rain")).hasMessageContaining("'rain' is no corruption");
    }
}
