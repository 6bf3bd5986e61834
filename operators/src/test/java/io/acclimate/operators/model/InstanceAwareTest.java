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

/** Instance-aware batch norm equals its formula, written out in loops. */
class InstanceAwareTest {

    private static final int SAMPLES = 3;
    private static final int CHANNELS = 2;
    private static final int LENGTH = 10;
    private static final NormLayer LAYER = new NormLayer("bn", CHANNELS);
    private static final float[] WEIGHT = {1.5f, 0.5f};
    private static final float[] BIAS = {0.2f, -0.3f};
    private static final float[] MEAN = {0.1f, -0.2f};
    private static final float[] VARIANCE = {0.8f, 1.3f};

    private NDManager manager;
    private SourceWeights weights;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Gradients.offForThisThread();
        weights = new SourceWeights(
                Map.of(
                        LAYER.weight(), HostTensor.of(WEIGHT, CHANNELS),
                        LAYER.bias(), HostTensor.of(BIAS, CHANNELS),
                        LAYER.mean(), HostTensor.of(MEAN, CHANNELS),
                        LAYER.variance(), HostTensor.of(VARIANCE, CHANNELS)),
                Device.cpu());
    }

    @AfterEach
    void close() {
        weights.close();
        manager.close();
    }

    /** Samples like the base statistics, but the last one: far off and wide. */
    private static float[] values() {
        SplittableRandom random = new SplittableRandom(9);
        float[] values = new float[SAMPLES * CHANNELS * LENGTH];
        for (int i = 0; i < values.length; i++) {
            boolean last = i >= (SAMPLES - 1) * CHANNELS * LENGTH;
            values[i] = (float) (random.nextDouble(-1.5, 1.5) * (last ? 6 : 1) + (last ? 5 : 0));
        }
        return values;
    }

    private float[] normalized(float[] values, Normalization normalization, int positions) {
        NDArray x = manager.create(values, new Shape(values.length / CHANNELS / positions, CHANNELS, positions));
        return normalization
                .normalize(x, LAYER, new ParameterView(weights, manager, 1))
                .toFloatArray();
    }

    private float[] seenBy(ParameterView view, float[] values) {
        NDArray x = manager.create(values, new Shape(SAMPLES, CHANNELS, LENGTH));
        return Normalization.SOURCE.normalize(x, LAYER, view).toFloatArray();
    }

    @Test
    void aViewThatIsAwareOfInstancesNormalizesByTheFormula() {
        ParameterView view = new ParameterView(weights, manager, 1).instanceAware(Normalization.INSTANCE_THRESHOLD);

        assertThat(seenBy(view, values()))
                .containsExactly(normalized(values(), Normalization.instanceAware(), LENGTH), within(1e-4f));
    }

    @Test
    void withoutAThresholdAViewNormalizesAllWindowsAlike() {
        ParameterView plain = new ParameterView(weights, manager, 1);

        float[] found = seenBy(plain.instanceAware(Double.POSITIVE_INFINITY), values());

        assertThat(found).containsExactly(seenBy(plain, values()), within(1e-5f));
        assertThat(found).isNotEqualTo(seenBy(plain.instanceAware(4), values()));
    }

    private static double beyond(double difference, double limit) {
        return Math.signum(difference) * Math.max(0, Math.abs(difference) - limit);
    }

    private static void assertFormula(float[] found, float[] values, double[] mean, double[] variance) {
        for (int row = 0; row < SAMPLES * CHANNELS; row++) {
            int c = row % CHANNELS;
            double own = 0;
            for (int i = 0; i < LENGTH; i++) {
                own += values[row * LENGTH + i] / LENGTH;
            }
            double ownVariance = 0;
            for (int i = 0; i < LENGTH; i++) {
                ownVariance += Math.pow(values[row * LENGTH + i] - own, 2) / (LENGTH - 1);
            }
            double spread = variance[c] + 1e-5;
            double centre = mean[c] + beyond(own - mean[c], 4 * Math.sqrt(spread / LENGTH));
            double width = Math.max(
                    0, variance[c] + beyond(ownVariance - variance[c], 4 * spread * Math.sqrt(2.0 / (LENGTH - 1))));
            for (int i = 0; i < LENGTH; i++) {
                double expected = (values[row * LENGTH + i] - centre) / Math.sqrt(width + 1e-5) * WEIGHT[c] + BIAS[c];
                assertThat((double) found[row * LENGTH + i]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    @Test
    void aroundTheRunningStatisticsItEqualsTheFormula() {
        float[] found = normalized(values(), Normalization.instanceAware(), LENGTH);

        assertFormula(found, values(), new double[] {MEAN[0], MEAN[1]}, new double[] {VARIANCE[0], VARIANCE[1]});
        float[] plain = normalized(values(), Normalization.SOURCE, LENGTH);
        assertThat(found[0]).isCloseTo(plain[0], within(1e-5f));
        assertThat(found[found.length - 1]).isNotCloseTo(plain[plain.length - 1], within(0.1f));
    }

    @Test
    void aroundTheBatchItEqualsTheFormulaAndMovesTheRunningStatistics() {
        float[] values = values();
        Map<String, NDArray> moved = new HashMap<>();

        float[] found = normalized(values, Normalization.instanceAware(0.25, moved), LENGTH);

        double[] mean = new double[CHANNELS];
        double[] variance = new double[CHANNELS];
        int count = SAMPLES * LENGTH;
        for (int i = 0; i < values.length; i++) {
            mean[i / LENGTH % CHANNELS] += (double) values[i] / count;
        }
        for (int i = 0; i < values.length; i++) {
            variance[i / LENGTH % CHANNELS] += Math.pow(values[i] - mean[i / LENGTH % CHANNELS], 2) / (count - 1);
        }
        assertFormula(found, values, mean, variance);
        for (int c = 0; c < CHANNELS; c++) {
            assertThat((double) moved.get(LAYER.mean()).toFloatArray()[c])
                    .isCloseTo(0.75 * MEAN[c] + 0.25 * mean[c], within(1e-5));
            assertThat((double) moved.get(LAYER.variance()).toFloatArray()[c])
                    .isCloseTo(0.75 * VARIANCE[c] + 0.25 * variance[c], within(1e-5));
        }
    }

    @Test
    void withoutPositionsItIsBatchNorm() {
        float[] values = {3, -2, 0.5f, 1};

        assertThat(normalized(values, Normalization.instanceAware(), 1))
                .containsExactly(normalized(values, Normalization.SOURCE, 1), within(1e-5f));
    }
}
