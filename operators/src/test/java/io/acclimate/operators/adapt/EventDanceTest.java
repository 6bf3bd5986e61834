// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.EventModel;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Students on several representations learn what they agree on, and from each other. */
class EventDanceTest {

    private static final int CLASSES = 3;
    private static final int HEADS = 3;

    /** Two windows: all students agree on the first; on the second each predicts another class. */
    private static final float[][] SCORES = {
        {2, 0.5f, -1, 1.5f, 0, 0.2f},
        {1, 0.3f, 0, -0.4f, 1.2f, 0.1f},
        {0.9f, 0.8f, -2, 0, -0.3f, 1.1f}
    };

    private static double[] softmax(float[] scores, int row) {
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            p[c] = Math.exp(scores[row * CLASSES + c]);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }

    /** Of the class of the fused prediction, -1 where no more than half of the students predict it. */
    private static double expected(int row, int agreed) {
        double total = 0;
        for (int h = 0; h < HEADS; h++) {
            double[] own = softmax(SCORES[h], row);
            total -= agreed < 0 ? 0 : Math.log(own[agreed]);
            for (int c = 0; c < CLASSES; c++) {
                double others = 0;
                for (int k = 0; k < HEADS; k++) {
                    others += k == h ? 0 : softmax(SCORES[k], row)[c] / (HEADS - 1);
                }
                total += others * Math.log(others / own[c]);
            }
        }
        return total / HEADS;
    }

    @Test
    void theLossIsAgreementAndDivergenceFromTheOthers() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            List<NDArray> heads = new ArrayList<>();
            for (float[] scores : SCORES) {
                heads.add(manager.create(scores, new Shape(2, CLASSES)));
            }
            NDArray fused = heads.get(0).add(heads.get(1)).add(heads.get(2)).div(HEADS);

            float[] loss = EventDance.loss(fused, heads).toFloatArray();

            assertThat(loss[0]).isCloseTo((float) expected(0, 0), within(1e-5f));
            assertThat(loss[1]).isCloseTo((float) expected(1, -1), within(1e-5f));
        }
    }

    @Test
    void aStudentLearnsFromTheOthersAndTheyDoNotFromIt() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray own = manager.create(new float[] {0, 1, 0}, new Shape(1, CLASSES));
            NDArray other = manager.create(new float[] {3, 0, 0}, new Shape(1, CLASSES));
            NDArray fused = own.add(other).div(2);

            float[] gradient = Gradients.of(own, () -> EventDance.loss(fused, List.of(own, other))
                            .sum())
                    .toFloatArray();

            double[] p = softmax(new float[] {0, 1, 0}, 0);
            double[] q = softmax(new float[] {3, 0, 0}, 0);
            for (int c = 0; c < CLASSES; c++) {
                assertThat(gradient[c]).isCloseTo((float) ((p[c] - q[c]) / 2), within(1e-5f));
            }
        }
    }

    private static List<Sample> batch(int number) {
        SplittableRandom random = new SplittableRandom(number);
        List<Sample> samples = new ArrayList<>();
        for (int n = 0; n < Streams.BATCH; n++) {
            long start = (long) (number * Streams.BATCH + n) * 20_000;
            samples.add(new Sample("camera", start, start + 20_000, 0, EventModel.window(random, n % 2)));
        }
        return samples;
    }

    @Test
    void lossFallsOnAStreamThatStaysTheSame() {
        try (LoadedModel model = LoadedModel.on(Device.cpu(), EventModel.branched())) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("event-dance", Statistics.SOURCE));
            Optional<StreamState> state = Optional.empty();
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < 20; step++) {
                BatchResult result = engine.step(List.of(new StreamBatch("camera", state, batch(1))))
                        .get(0);
                losses.add(result.loss());
                state = Optional.of(result.state());
            }

            assertThat(losses.get(19)).isLessThan(losses.get(0) / 2).isPositive();
        }
    }

    @Test
    void aModelOfOneNetworkIsRefused() {
        try (LoadedModel model = EventModel.load()) {
            assertThatThrownBy(() -> new AdaptationEngine(model, Streams.settings("event-dance", Statistics.MOVING)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("train one with './acclimate train --representations");
        }
    }
}
