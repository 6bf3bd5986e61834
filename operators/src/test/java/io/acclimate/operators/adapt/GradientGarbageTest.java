// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A backward pass needs the memory of its forward pass. DJL's operators that take a number ({@code x.mul(0.5)}) give its
 * memory to the garbage collector as soon as the forward operator is done.
 */
class GradientGarbageTest {

    private static final int COLLECTIONS = 200;
    private static final int STEPS = 6;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
        Gradients.offForThisThread();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private float[] gradient(Function<NDArray, NDArray> loss, Runnable beforeBackward) {
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            SplittableRandom random = new SplittableRandom(3);
            float[] values = new float[60];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-2, 2);
            }
            NDArray leaf = scratch.create(values, new Shape(12, 5));
            return Gradients.of(leaf, () -> {
                        NDArray value = loss.apply(leaf).sum();
                        beforeBackward.run();
                        return value;
                    })
                    .toFloatArray();
        }
    }

    private static void assertIndependentOfGarbage(GradientGarbageTest test, Function<NDArray, NDArray> loss) {
        float[] expected = test.gradient(loss, () -> {});

        assertThat(test.gradient(loss, GradientGarbageTest::collect)).containsExactly(expected);
    }

    /** Collects until direct memory that nobody refers to has been given back. */
    private static void collect() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        ByteBuffer.allocateDirect(1);
        long before = direct.getCount();
        for (int i = 0; i < COLLECTIONS && direct.getCount() >= before; i++) {
            System.gc();
        }
        System.gc();
    }

    @Test
    void theSymmetricCrossEntropyKeepsItsMemory() {
        assertIndependentOfGarbage(
                this, x -> Losses.symmetricCrossEntropy(x, x.stopGradient().mul(-1)));
    }

    @Test
    void theContrastiveLossKeepsItsMemory() {
        assertIndependentOfGarbage(this, x -> {
            NDArray rows = x.reshape(1, 12, 5);
            return Losses.contrastive(rows, rows.square(), rows.exp(), 0.1);
        });
    }

    @Test
    void aStepUnderGarbageCollectionIsBitIdentical() throws Exception {
        AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("rmt", Statistics.MOVING));
        StreamBatch batch = Streams.batch(0, 0, Optional.empty());
        BatchResult expected = engine.step(List.of(batch)).get(0);

        AtomicBoolean done = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        collector.start();
        try {
            for (int i = 0; i < STEPS; i++) {
                Streams.assertIdentical(engine.step(List.of(batch)).get(0), expected);
            }
        } finally {
            done.set(true);
            collector.join();
        }
    }
}
