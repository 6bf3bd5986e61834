// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SensorAugmentationTest {

    private static final int SAMPLES = 50;
    private static final int LENGTH = 40;
    private static final float[] DEVIATION = {2, 0};

    private final SensorAugmentation augmentation = new SensorAugmentation(DEVIATION);
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** The varied rows of stream {@code index} of a group with these seeds, all of whose readings are 10. */
    private float[] varied(int index, long updates, long... seeds) {
        int rowLength = DEVIATION.length * LENGTH;
        float[] values = new float[SAMPLES * seeds.length * rowLength];
        Arrays.fill(values, 10);
        Shape shape = new Shape((long) SAMPLES * seeds.length, DEVIATION.length, LENGTH);
        PassInput input =
                new PassInput(manager.create(values, shape), FloatBuffer.wrap(values), seeds.length, SAMPLES, manager);
        long[] counts = new long[seeds.length];
        Arrays.fill(counts, updates);
        float[] all =
                augmentation.augment(input, new GroupState(counts, seeds), 0).toFloatArray();
        float[] own = new float[SAMPLES * rowLength];
        for (int n = 0; n < SAMPLES; n++) {
            System.arraycopy(all, (n * seeds.length + index) * rowLength, own, n * rowLength, rowLength);
        }
        return own;
    }

    @Test
    void theSameSeedAndStepGiveTheSameVariation() {
        assertThat(varied(0, 5, 77)).containsExactly(varied(0, 5, 77));
    }

    @Test
    void anotherStepOrSeedGivesAnother() {
        float[] values = varied(0, 5, 77);

        assertThat(varied(0, 6, 77)).isNotEqualTo(values);
        assertThat(varied(0, 5, 78)).isNotEqualTo(values);
    }

    @Test
    void theOtherStreamsOfThePassMakeNoDifference() {
        assertThat(varied(2, 5, 1, 2, 77, 3)).containsExactly(varied(0, 5, 77));
    }

    @Test
    void aChannelIsScaledByUpToATenthForTheWholeBatch() {
        for (long seed = 0; seed < 50; seed++) {
            float[] values = varied(0, 0, seed);
            for (int n = 0; n < SAMPLES; n++) {
                float noiseless = values[n * 2 * LENGTH + LENGTH];
                assertThat(noiseless).isEqualTo(values[LENGTH]).isBetween(9f, 11f);
            }
        }
    }

    @Test
    void everyReadingGetsNoiseOfATwentiethOfTheChannelsDeviation() {
        float[] values = varied(0, 0, 4);
        double sum = 0;
        double squares = 0;
        int count = SAMPLES * LENGTH;
        for (int n = 0; n < SAMPLES; n++) {
            for (int i = 0; i < LENGTH; i++) {
                double value = values[n * 2 * LENGTH + i];
                sum += value;
                squares += value * value;
            }
        }
        double mean = sum / count;
        assertThat(Math.sqrt(squares / count - mean * mean)).isCloseTo(0.1, within(0.005));
    }
}
