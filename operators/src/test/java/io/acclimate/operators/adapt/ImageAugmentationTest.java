// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ImageAugmentationTest {

    private static final int SIZE = 16;
    private static final int PIXELS = SIZE * SIZE;
    private static final int SAMPLES = 3;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Augmentation> all() {
        return Stream.of(ImageAugmentation.cotta(), ImageAugmentation.roid(), new AugMix());
    }

    /** Smooth random images: one colour gradient each. */
    private static float[] image(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] image = new float[3 * PIXELS];
        for (int c = 0; c < 3; c++) {
            double start = random.nextDouble(0.2, 0.5);
            double x = random.nextDouble(0.3) / SIZE;
            double y = random.nextDouble(0.3) / SIZE;
            for (int i = 0; i < PIXELS; i++) {
                image[c * PIXELS + i] = (float) (start + x * (i % SIZE) + y * (i / SIZE));
            }
        }
        return image;
    }

    /** The varied rows of stream {@code index}, whose samples are {@code images} one after the other. */
    private float[] varied(
            Augmentation augmentation, float[] images, int index, int view, long updates, long... seeds) {
        int streams = seeds.length;
        int length = 3 * PIXELS;
        int samples = images.length / length;
        float[] rows = new float[images.length * streams];
        for (int n = 0; n < samples; n++) {
            System.arraycopy(images, n * length, rows, (n * streams + index) * length, length);
        }
        PassInput input = new PassInput(
                manager.create(rows, new Shape((long) samples * streams, 3, SIZE, SIZE)),
                FloatBuffer.wrap(rows),
                streams,
                samples,
                manager);
        long[] counts = new long[streams];
        Arrays.fill(counts, updates);
        float[] all =
                augmentation.augment(input, new GroupState(counts, seeds), view).toFloatArray();
        float[] own = new float[images.length];
        for (int n = 0; n < samples; n++) {
            System.arraycopy(all, (n * streams + index) * length, own, n * length, length);
        }
        return own;
    }

    private static float[] sameImage(long seed) {
        float[] images = new float[SAMPLES * 3 * PIXELS];
        for (int n = 0; n < SAMPLES; n++) {
            System.arraycopy(image(seed), 0, images, n * 3 * PIXELS, 3 * PIXELS);
        }
        return images;
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSameSeedStepAndViewGiveTheSameImagesWhateverElseIsInThePass(Augmentation augmentation) {
        float[] images = sameImage(1);
        float[] first = varied(augmentation, images, 0, 0, 5, 77);

        assertThat(varied(augmentation, images, 0, 0, 5, 77)).containsExactly(first);
        assertThat(varied(augmentation, images, 2, 0, 5, 1, 2, 77)).containsExactly(first);
        assertThat(varied(augmentation, images, 0, 0, 6, 77)).isNotEqualTo(first);
        assertThat(varied(augmentation, images, 0, 1, 5, 77)).isNotEqualTo(first);
        assertThat(varied(augmentation, images, 0, 0, 5, 78)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("all")
    void valuesStayInRangeWhateverComesIn(Augmentation augmentation) {
        float[] images = sameImage(2);
        images[0] = 7;
        images[PIXELS] = -3;
        for (long seed = 0; seed < 40; seed++) {
            for (float value : varied(augmentation, images, 0, 0, 0, seed)) {
                assertThat(value).isBetween(0f, 1f);
            }
        }
    }

    @Test
    void allImagesOfABatchAreVariedAlikeByRoid() {
        float[] varied = varied(ImageAugmentation.roid(), sameImage(3), 0, 0, 4, 9);

        for (int n = 1; n < SAMPLES; n++) {
            assertThat(Arrays.copyOfRange(varied, n * 3 * PIXELS, (n + 1) * 3 * PIXELS))
                    .containsExactly(Arrays.copyOf(varied, 3 * PIXELS));
        }
    }

    @Test
    void allImagesOfABatchAreVariedAlikeByCottaButForTheirNoise() {
        float[] varied = varied(ImageAugmentation.cotta(), sameImage(3), 0, 0, 4, 9);

        double squares = 0;
        for (int i = 0; i < 3 * PIXELS; i++) {
            double difference = varied[i] - varied[3 * PIXELS + i];
            squares += difference * difference;
        }
        assertThat(Math.sqrt(squares / (3 * PIXELS))).isCloseTo(0.005 * Math.sqrt(2), within(0.0007));
    }

    @Test
    void imagesOfABatchAreVariedDifferentlyByAugMix() {
        float[] varied = varied(new AugMix(), sameImage(3), 0, 0, 4, 9);

        assertThat(Arrays.copyOf(varied, 3 * PIXELS)).isNotEqualTo(Arrays.copyOfRange(varied, 3 * PIXELS, 6 * PIXELS));
    }

    @Test
    void anUntouchedDrawLeavesTheImageAsItIs() {
        float[] image = image(4);
        float[] varied = new float[3 * PIXELS];
        for (int c = 0; c < 3; c++) {
            new ImageWarp(0, 0, 0, 1, 0.1, false, false).on(SIZE, SIZE).apply(image, c * PIXELS, varied, c * PIXELS);
        }
        new ColorJitter(new int[] {0, 1, 2, 3, 4}, 1, 1, 1, 0, new GammaCurve(1)).apply(varied);

        assertThat(varied).containsExactly(image, within(1e-5f));
    }

    @Test
    void aQuarterTurnMovesEveryPixelToItsPlace() {
        float[] image = image(5);
        float[] turned = new float[PIXELS];
        new ImageWarp(Math.PI / 2, 0, 0, 1, 0, false, false).on(SIZE, SIZE).apply(image, 0, turned, 0);

        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                assertThat(turned[y * SIZE + x]).isCloseTo(image[(SIZE - 1 - x) * SIZE + y], within(1e-5f));
            }
        }
    }

    @Test
    void aShiftRepeatsTheEdgeOrMirrorsAtIt() {
        float[] row = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            row[i] = i % SIZE;
        }
        float[] repeated = new float[PIXELS];
        float[] mirrored = new float[PIXELS];
        new ImageWarp(0, 2, 0, 1, 0, false, false).on(SIZE, SIZE).apply(row, 0, repeated, 0);
        new ImageWarp(0, 2, 0, 1, 0, false, true).on(SIZE, SIZE).apply(row, 0, mirrored, 0);

        assertThat(Arrays.copyOf(repeated, 4)).containsExactly(0, 0, 0, 1);
        assertThat(Arrays.copyOf(mirrored, 4)).containsExactly(2, 1, 0, 1);
    }

    @Test
    void mirroringSwapsLeftAndRight() {
        float[] image = image(6);
        float[] mirrored = new float[PIXELS];
        new ImageWarp(0, 0, 0, 1, 0, true, false).on(SIZE, SIZE).apply(image, 0, mirrored, 0);

        for (int i = 0; i < PIXELS; i++) {
            assertThat(mirrored[i]).isEqualTo(image[i / SIZE * SIZE + SIZE - 1 - i % SIZE]);
        }
    }

    @Test
    void theBlurIsGaussian() {
        float[] point = new float[PIXELS];
        point[8 * SIZE + 8] = 1;
        float[] blurred = new float[PIXELS];
        new ImageWarp(0, 0, 0, 1, 0.5, false, false).on(SIZE, SIZE).apply(point, 0, blurred, 0);

        double total = 1 + 2 * Math.exp(-2) + 2 * Math.exp(-8);
        assertThat((double) blurred[8 * SIZE + 8]).isCloseTo(1 / total / total, within(1e-6));
        assertThat((double) blurred[9 * SIZE + 10]).isCloseTo(Math.exp(-10) / total / total, within(1e-6));
    }

    @Test
    void drawsLieInTheirRanges() {
        for (long seed = 0; seed < 300; seed++) {
            StreamRandom random = new StreamRandom(seed, 1);
            ColorJitter colours = ColorJitter.draw(random);
            ImageWarp warp = ImageWarp.draw(random, SIZE, SIZE, true, false);
            assertThat(colours.order()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            assertThat(colours.brightness()).isBetween(0.6, 1.4);
            assertThat(colours.contrast()).isBetween(0.7, 1.3);
            assertThat(colours.saturation()).isBetween(0.5, 1.5);
            assertThat(colours.hue()).isBetween(-0.06, 0.06);
            assertThat(colours.gamma().exponent()).isBetween(0.7, 1.3);
            assertThat(Math.toDegrees(warp.angle())).isBetween(-15.0, 15.0);
            assertThat(warp.right()).isBetween(-2, 2);
            assertThat(warp.down()).isBetween(-2, 2);
            assertThat(warp.scale()).isBetween(0.9, 1.1);
            assertThat(warp.sigma()).isBetween(0.001, 0.5);
        }
    }

    @Test
    void theTableOfAPowerIsExact() {
        for (double exponent : new double[] {0.5, 0.7, 1, 1.3, 2}) {
            GammaCurve curve = new GammaCurve(exponent);
            for (int i = 0; i <= 100_000; i++) {
                float value = i / 100_000f;
                double power = Math.pow(Math.max(1e-8, value), exponent);
                assertThat(Math.abs(curve.of(value) - power)).as("%f", value).isLessThan(1e-6);
            }
        }
    }

    private static float[] changed(float[] rgb, double brightness, double contrast, double saturation, double hue) {
        float[] image = rgb.clone();
        new ColorJitter(new int[] {0, 1, 2, 3, 4}, brightness, contrast, saturation, hue, new GammaCurve(1))
                .apply(image);
        return image;
    }

    @Test
    void coloursChangeAsTheirFormulasSay() {
        float[] red = {0.8f, 0.2f, 0.2f};
        float grey = 0.2989f * 0.8f + 0.587f * 0.2f + 0.114f * 0.2f;

        assertThat(changed(red, 0.5, 1, 1, 0)).containsExactly(new float[] {0.4f, 0.1f, 0.1f}, within(1e-5f));
        assertThat(changed(red, 1, 0, 1, 0)).containsExactly(new float[] {grey, grey, grey}, within(1e-3f));
        assertThat(changed(red, 1, 1, 0, 0)).containsExactly(new float[] {grey, grey, grey}, within(1e-3f));
        assertThat(changed(red, 1, 1, 1, 1 / 3.0)).containsExactly(new float[] {0.2f, 0.8f, 0.2f}, within(1e-5f));
        assertThat(changed(red, 1, 1, 1, -1 / 3.0)).containsExactly(new float[] {0.2f, 0.2f, 0.8f}, within(1e-5f));
        assertThat(changed(red, 1, 1, 1, 1 / 6.0)).containsExactly(new float[] {0.8f, 0.8f, 0.2f}, within(1e-5f));
    }

    @Test
    void operationsOfAugMixDoWhatTheirNamesSay() {
        ImageOperations operations = new ImageOperations(1, 4);
        float[] row = {0.2f, 0.3f, 0.4f, 0.6f};

        assertThat(operations.autocontrast(row)).containsExactly(new float[] {0, 0.25f, 0.5f, 1}, within(1e-6f));
        assertThat(operations.solarize(row, 128)).containsExactly(new float[] {0.2f, 0.3f, 0.4f, 0.4f}, within(1e-6f));
        assertThat(operations.posterize(row))
                .containsExactly(new float[] {48 / 255f, 64 / 255f, 96 / 255f, 144 / 255f}, within(1e-6f));
    }

    @Test
    void equalizedLevelsAreEquallyFrequent() {
        ImageOperations operations = new ImageOperations(64, 64);
        float[] dark = new float[64 * 64];
        for (int i = 0; i < dark.length; i++) {
            dark[i] = (i % 64) / 255f;
        }

        float[] equal = operations.equalize(dark);

        int[] quarters = new int[4];
        for (float value : equal) {
            quarters[Math.min(3, (int) (value * 4))]++;
        }
        assertThat(IntStream.of(quarters)).allMatch(count -> count > 900 && count < 1250);
    }
}
