// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** Convolutions are right, forward and backward, whatever lay in memory before, for channel counts of every kind. */
class ConvolutionTest {

    private static final int ROWS = 8;
    private static final int LENGTH = 20;
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({
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
    void outputAndInputGradientEqualTheSumsOfTheDefinition(int in, int out, int kernel, int stride) {
        SplittableRandom random = new SplittableRandom(in * 100 + out);
        float[] x = numbers(random, ROWS * in * LENGTH);
        float[] w = numbers(random, out * in * kernel);
        double[] expected = new double[ROWS * out * positions(kernel, stride)];
        double[] expectedGradient = new double[x.length];
        define(x, w, in, out, kernel, stride, expected, expectedGradient);
        Map<String, HostTensor> weights = Map.of("w", HostTensor.of(w, out, in, kernel));
        Gradients.offForThisThread();
        try (SourceWeights source = new SourceWeights(weights, Device.cpu())) {
            for (int repeat = 0; repeat < 20; repeat++) {
                try (NDManager scratch = source.manager().newSubManager()) {
                    leaveGarbage(scratch, out, in);
                    NDArray input = scratch.create(x, new Shape(ROWS, in, LENGTH));
                    ForwardPass pass = new ForwardPass(new ParameterView(source, scratch, 1), Normalization.SOURCE);
                    NDArray[] y = new NDArray[1];
                    NDArray gradient = Gradients.of(input, () -> {
                        y[0] = pass.convolution(input, "w", stride);
                        return y[0].sum();
                    });
                    assertClose(y[0].toFloatArray(), expected);
                    assertClose(gradient.toFloatArray(), expectedGradient);
                }
            }
        }
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

    private static int positions(int kernel, int stride) {
        return (LENGTH + 2 * (kernel / 2) - kernel) / stride + 1;
    }

    private static void define(
            float[] x, float[] w, int in, int out, int kernel, int stride, double[] y, double[] gradient) {
        int positions = positions(kernel, stride);
        for (int row = 0; row < ROWS; row++) {
            for (int o = 0; o < out; o++) {
                for (int t = 0; t < positions; t++) {
                    for (int c = 0; c < in; c++) {
                        for (int k = 0; k < kernel; k++) {
                            int at = t * stride + k - kernel / 2;
                            if (at >= 0 && at < LENGTH) {
                                double weight = w[(o * in + c) * kernel + k];
                                int index = (row * in + c) * LENGTH + at;
                                y[(row * out + o) * positions + t] += weight * x[index];
                                gradient[index] += weight;
                            }
                        }
                    }
                }
            }
        }
    }

    private static void assertClose(float[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).as("element " + i).isLessThan(TOLERANCE);
        }
    }
}
