// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Renormalized statistics are the moments of what was seen, and have the gradient of the batch's own. */
class RenormalizationTest {

    private static final int SAMPLES = 6;
    private static final int STREAMS = 2;
    private static final int LENGTH = 5;
    private static final int SIZE = SAMPLES * STREAMS * LENGTH;
    private static final NormLayer LAYER = new NormLayer("bn", 1);

    private NDManager manager;
    private SourceWeights weights;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Gradients.offForThisThread();
        weights = new SourceWeights(
                Map.of(
                        LAYER.weight(), HostTensor.of(new float[] {1.5f}, 1),
                        LAYER.bias(), HostTensor.of(new float[] {0.2f}, 1),
                        LAYER.mean(), HostTensor.of(new float[] {0.1f}, 1),
                        LAYER.variance(), HostTensor.of(new float[] {0.8f}, 1)),
                Device.cpu());
    }

    @AfterEach
    void close() {
        weights.close();
        manager.close();
    }

    private NDArray input() {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) random.nextDouble(-1, 3);
        }
        return manager.create(values, new Shape(SAMPLES, STREAMS, LENGTH));
    }

    private NDArray normalized(NDArray x, Normalization normalization) {
        return normalization.normalize(x, LAYER, new ParameterView(weights, manager, STREAMS));
    }

    private float[] gradient(Normalization normalization) {
        NDArray x = input();
        NDArray direction = manager.create(ramp(), x.getShape());
        return Gradients.of(x, () -> normalized(x, normalization).mul(direction).sum())
                .toFloatArray();
    }

    private static float[] ramp() {
        float[] ramp = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            ramp[i] = i % 7 * 0.3f - 0.4f;
        }
        return ramp;
    }

    private NDArray momentum() {
        return manager.create(new float[] {0.3f, 0.9f}, new Shape(STREAMS, 1));
    }

    @Test
    void theyAreWhatTheyNormalizeWith() {
        Map<String, NDArray> moved = new HashMap<>();
        float[] found = normalized(input(), Normalization.movingRenormalized(momentum(), moved))
                .toFloatArray();

        float[] expected = normalized(input(), Normalization.given(moved)).toFloatArray();

        assertThat(found).containsExactly(expected, within(1e-5f));
        assertThat(normalized(input(), Normalization.givenRenormalized(moved)).toFloatArray())
                .containsExactly(expected, within(1e-5f));
    }

    @Test
    void theyAreTheMomentsOfOldAndBatchTogether() {
        Map<String, NDArray> moved = new HashMap<>();
        Map<String, NDArray> own = new HashMap<>();
        normalized(input(), Normalization.movingRenormalized(momentum(), moved));
        normalized(input(), Normalization.recording(own));

        for (int stream = 0; stream < STREAMS; stream++) {
            double m = momentum().toFloatArray()[stream];
            double mean = own.get(LAYER.mean()).toFloatArray()[stream];
            double variance = own.get(LAYER.variance()).toFloatArray()[stream];
            double expected = (1 - m) * 0.1 + m * mean;
            double squares = (1 - m) * (0.8 + 0.1 * 0.1) + m * (variance + mean * mean);
            assertThat(moved.get(LAYER.mean()).toFloatArray()[stream]).isCloseTo((float) expected, within(1e-5f));
            assertThat(moved.get(LAYER.variance()).toFloatArray()[stream])
                    .isCloseTo((float) (squares - expected * expected), within(1e-5f));
        }
    }

    @Test
    void theirGradientIsThatOfTheBatchStatisticsStretched() {
        float[] batch = gradient(Normalization.batch());
        Map<String, NDArray> moved = new HashMap<>();

        float[] found = gradient(Normalization.movingRenormalized(momentum(), moved));

        float[] variance = moved.get(LAYER.variance()).toFloatArray();
        Map<String, NDArray> own = new HashMap<>();
        normalized(input(), Normalization.recording(own));
        float[] ownVariance = own.get(LAYER.variance()).toFloatArray();
        double values = SAMPLES * LENGTH;
        for (int i = 0; i < SIZE; i++) {
            int stream = i / LENGTH % STREAMS;
            double biased = ownVariance[stream] * (values - 1) / values;
            double stretch = Math.sqrt((biased + NormLayer.EPSILON) / (variance[stream] + NormLayer.EPSILON));
            assertThat(found[i]).isCloseTo((float) (batch[i] * stretch), within(1e-4f));
        }
    }
}
