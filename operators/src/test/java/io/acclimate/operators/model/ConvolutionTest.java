// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Convolutions are right, forward and backward, whatever lay in memory before, for channel counts of every kind. */
class ConvolutionTest {

    private static final int ROWS = 8;
    private static final int LENGTH = 20;
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({
        "1,7,5,2",
        "3,8,3,1",
        "6,12,5,1",
        "6,32,7,2",
        "9,32,3,1",
        "12,24,3,1",
        "16,20,5,1",
        "17,32,5,1",
        "20,32,3,2",
        "24,33,7,1",
        "32,48,5,2",
        "48,64,5,2",
        "48,64,5,1",
        "40,48,3,2"
    })
    void outputAndGradientsEqualTheSumsOfTheDefinitionEveryTime(int in, int out, int kernel, int stride) {
        SplittableRandom random = new SplittableRandom(in * 100 + out);
        float[] x = numbers(random, ROWS * in * LENGTH);
        float[] w = numbers(random, out * in * kernel);
        Sums expected = Sums.of(x, w, in, out, kernel, stride);
        Set<Integer> results = new HashSet<>();
        Gradients.offForThisThread();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            for (int repeat = 0; repeat < 20; repeat++) {
                try (NDManager scratch = manager.newSubManager()) {
                    leaveGarbage(scratch, out, in);
                    NDArray input = scratch.create(x, new Shape(ROWS, in, LENGTH));
                    NDArray weights = scratch.create(w, new Shape(out, in, kernel));
                    float[] y = Convolution.of(input, weights, stride, scratch).toFloatArray();
                    float[] ofInput = gradient(input, input, weights, stride);
                    float[] ofKernel = gradient(weights, input, weights, stride);
                    assertClose(y, expected.y);
                    assertClose(ofInput, expected.ofInput);
                    assertClose(ofKernel, expected.ofKernel);
                    results.add(Objects.hash(Arrays.hashCode(y), Arrays.hashCode(ofInput), Arrays.hashCode(ofKernel)));
                }
            }
        }
        assertThat(results).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"3,8,3,1", "6,32,7,2", "9,32,3,1", "16,20,5,1", "17,32,5,1", "24,33,7,1", "48,64,5,2", "40,48,3,2"})
    void kernelsOfEveryStreamGiveWhatEachGivesAlone(int in, int out, int kernel, int stride) {
        SplittableRandom random = new SplittableRandom(in * 100 + out);
        Gradients.offForThisThread();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            leaveGarbage(manager, out, in);
            NDArray x = manager.create(numbers(random, 2 * ROWS * in * LENGTH), new Shape(2 * ROWS, in, LENGTH));
            NDArray w = manager.create(numbers(random, 2 * out * in * kernel), new Shape(2, out, in, kernel));

            float[] y = Convolution.perStream(x, w, stride).toFloatArray();
            float[] ofInput = Gradients.of(
                            x, () -> Convolution.perStream(x, w, stride).sum())
                    .toFloatArray();
            float[] ofKernels = Gradients.of(
                            w, () -> Convolution.perStream(x, w, stride).sum())
                    .toFloatArray();

            for (int s = 0; s < 2; s++) {
                Sums expected = Sums.of(
                        stream(x.toFloatArray(), s, in * LENGTH), half(w.toFloatArray(), s), in, out, kernel, stride);
                assertClose(stream(y, s, expected.y.length / ROWS), expected.y);
                assertClose(stream(ofInput, s, in * LENGTH), expected.ofInput);
                assertClose(half(ofKernels, s), expected.ofKernel);
            }
        }
    }

    /** Doubles do not go through oneDNN. */
    @ParameterizedTest
    @CsvSource({"3,16,1,32", "16,16,1,32", "16,32,2,32", "32,32,1,16", "32,64,2,16", "64,64,1,8"})
    void convolutionsOfResNet20AreRightWithChannelsLast(int in, int out, int stride, int size) {
        Gradients.offForThisThread();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            for (int rows : new int[] {1, 2, 5, 16, 33}) {
                try (NDManager scratch = manager.newSubManager()) {
                    leaveGarbage(scratch, out, in);
                    NDArray x = scratch.randomUniform(-0.5f, 0.5f, new Shape(rows, in, size, size));
                    NDArray kernel = scratch.randomUniform(-0.5f, 0.5f, new Shape(out, in, 3, 3));
                    NDArray exact = x.toType(DataType.FLOAT64, true);
                    NDArray exactKernel = kernel.toType(DataType.FLOAT64, true);
                    assertAlike(
                            Convolution.of(CifarResNet20.channelsLast(x), kernel, stride, scratch),
                            Convolution.of(exact, exactKernel, stride, scratch));
                    assertAlike(
                            Gradients.of(x, () -> squares(CifarResNet20.channelsLast(x), kernel, stride)),
                            Gradients.of(exact, () -> squares(exact, exactKernel, stride)));
                    assertAlike(
                            Gradients.of(kernel, () -> squares(CifarResNet20.channelsLast(x), kernel, stride)),
                            Gradients.of(exactKernel, () -> squares(exact, exactKernel, stride)));
                }
            }
        }
    }

    private static NDArray squares(NDArray x, NDArray kernel, int stride) {
        return Convolution.of(x, kernel, stride, x.getManager()).square().sum();
    }

    /** To a ten thousandth of the largest element. */
    private static void assertAlike(NDArray found, NDArray expected) {
        double scale = expected.abs().max().getDouble();
        NDArray difference = found.toType(DataType.FLOAT64, true).sub(expected).abs();
        assertThat(difference.max().getDouble()).isLessThan(1e-4 * scale);
    }

    /** The rows of one of two interleaved streams. */
    private static float[] stream(float[] rows, int stream, int size) {
        float[] own = new float[rows.length / 2];
        for (int n = 0; n < own.length / size; n++) {
            System.arraycopy(rows, (2 * n + stream) * size, own, n * size, size);
        }
        return own;
    }

    private static float[] half(float[] values, int number) {
        return Arrays.copyOfRange(values, number * values.length / 2, (number + 1) * values.length / 2);
    }

    private static float[] gradient(NDArray leaf, NDArray x, NDArray kernel, int stride) {
        return Gradients.of(leaf, () -> Convolution.of(x, kernel, stride, x.getManager())
                        .sum())
                .toFloatArray();
    }

    private static void leaveGarbage(NDManager scratch, int out, int in) {
        for (int channels : new int[] {in, out, 16, 32, 48, 64}) {
            scratch.full(new Shape(ROWS, channels, LENGTH), Float.NaN).close();
        }
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return values;
    }

    /** Output, and the gradients of its sum. */
    private record Sums(double[] y, double[] ofInput, double[] ofKernel) {

        static Sums of(float[] x, float[] w, int in, int out, int kernel, int stride) {
            int positions = (LENGTH + 2 * (kernel / 2) - kernel) / stride + 1;
            Sums sums = new Sums(new double[ROWS * out * positions], new double[x.length], new double[w.length]);
            for (int i = 0; i < sums.y.length; i++) {
                int row = i / positions / out;
                int o = i / positions % out;
                int start = i % positions * stride - kernel / 2;
                for (int j = 0; j < in * kernel; j++) {
                    int at = start + j % kernel;
                    if (at >= 0 && at < LENGTH) {
                        sums.add(i, (row * in + j / kernel) * LENGTH + at, o * in * kernel + j, x, w);
                    }
                }
            }
            return sums;
        }

        private void add(int output, int input, int weight, float[] x, float[] w) {
            y[output] += (double) w[weight] * x[input];
            ofInput[input] += w[weight];
            ofKernel[weight] += x[input];
        }
    }

    private static void assertClose(float[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).as("element " + i).isLessThan(TOLERANCE);
        }
    }
}
