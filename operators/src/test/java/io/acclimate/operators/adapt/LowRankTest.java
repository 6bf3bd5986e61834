// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.LowRank;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec.Scope;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.testing.SyntheticModel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Adapters of convolutions and linear layers: W + B A. */
class LowRankTest {

    private static final int RANK = 3;
    private static final int ROWS = 6;
    private static final int STEPS = 2;

    private LoadedModel model;
    private LoadedModel adapted;
    private ParameterLayout layout;

    @BeforeEach
    void open() {
        Gradients.offForThisThread();
        model = SyntheticModel.load();
        adapted = model.adaptedBy(new LowRank(RANK), 7);
        layout = adapted.network().layout(Scope.LOW_RANK);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static AdaptationSettings settings(String method, Statistics statistics) {
        return Streams.settings(method, statistics).lowRank(RANK);
    }

    private static NDArray windows(NDManager scratch, int count) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[count * SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return scratch.create(values, new Shape(count, SyntheticModel.CHANNELS, SyntheticModel.LENGTH));
    }

    private Network.Outputs outputs(NDManager scratch, NDArray rows, Overlay... overlays) {
        ParameterView view = new ParameterView(adapted.weights(), scratch, 1, overlays);
        return adapted.network().forward(view, rows, Normalization.SOURCE);
    }

    @Test
    void anAdaptedNetworkStartsAsItsSourceBitForBit() {
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            NDArray rows = windows(scratch, ROWS);
            float[] start = layout.flatten(adapted.weights().host());
            Overlay overlay = new Overlay(layout, scratch.create(start, new Shape(1, start.length)));

            Network.Outputs found = outputs(scratch, rows, overlay);

            Network.Outputs source = outputs(scratch, rows);
            assertThat(found.logits().toFloatArray())
                    .containsExactly(source.logits().toFloatArray());
            assertThat(found.features().toFloatArray())
                    .containsExactly(source.features().toFloatArray());
            assertThat(start).as("B is zero").contains(0);
            assertThat(start).as("A is random").isNotEqualTo(new float[start.length]);
        }
    }

    @Test
    void theFirstBatchIsPredictedAsTheFrozenModelPredictsItBitForBit() {
        List<StreamBatch> first = List.of(Streams.batch(2, 0, Optional.empty()));
        AdaptationEngine source = new AdaptationEngine(model, Streams.settings("source", Statistics.SOURCE));

        BatchResult found = new AdaptationEngine(model, settings("tent", Statistics.SOURCE))
                .step(first)
                .get(0);

        assertThat(found.probabilities())
                .isDeepEqualTo(source.step(first).get(0).probabilities());
        assertThat(found.parameterDistance()).isPositive();
    }

    @Test
    void everyStreamStartsAlikeAndOtherSeedsStartElsewhere() {
        AdaptationEngine engine = new AdaptationEngine(model, settings("tent", Statistics.BATCH));
        AdaptationEngine again = new AdaptationEngine(model, settings("tent", Statistics.BATCH));

        assertThat(again.initialVectors().get(0).bytes())
                .containsExactly(engine.initialVectors().get(0).bytes());
        assertThat(layout.flatten(
                        model.adaptedBy(new LowRank(RANK), 8).weights().host()))
                .isNotEqualTo(layout.flatten(adapted.weights().host()));
    }

    /** Adapters that are off their start. */
    private float[] somewhere() {
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[layout.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-0.2, 0.2);
        }
        return values;
    }

    /** Weights of the scope full that are what the adapters make of the source's. */
    private float[] merged(ParameterLayout full, float[] adapters) {
        Map<String, HostTensor> factors = layout.unflatten(adapters);
        Map<String, HostTensor> weights =
                full.unflatten(full.flatten(model.weights().host()));
        for (LowRank.Layer layer : new LowRank(RANK).layers(model.network())) {
            float[] down = factors.get(layer.down().name()).floats();
            float[] up = factors.get(layer.up().name()).floats();
            float[] weight = weights.get(layer.weight().name()).floats();
            int rank = (int) layer.down().shape()[0];
            int inputs = down.length / rank;
            for (int i = 0; i < weight.length; i++) {
                double change = 0;
                for (int r = 0; r < rank; r++) {
                    change += (double) up[i / inputs * rank + r] * down[r * inputs + i % inputs];
                }
                weight[i] += (float) change;
            }
            weights.put(
                    layer.weight().name(), HostTensor.of(weight, layer.weight().shape()));
        }
        return full.flatten(weights);
    }

    private float[] gradient(NDManager scratch, ParameterLayout of, float[] values, NDArray rows) {
        NDArray leaf = scratch.create(values, new Shape(1, values.length));
        return Gradients.of(leaf, () -> Losses.entropy(
                                outputs(scratch, rows, new Overlay(of, leaf)).logits())
                        .sum())
                .toFloatArray();
    }

    @Test
    void gradientsAreThoseOfAllWeightsProjectedOntoTheFactors() {
        try (NDManager scratch = model.weights().manager().newSubManager()) {
            NDArray rows = windows(scratch, ROWS);
            ParameterLayout full = model.network().layout(Scope.FULL);
            float[] adapters = somewhere();

            float[] found = gradient(scratch, layout, adapters, rows);

            Map<String, HostTensor> weights = full.unflatten(gradient(scratch, full, merged(full, adapters), rows));
            Map<String, HostTensor> factors = layout.unflatten(adapters);
            Map<String, HostTensor> gradients = layout.unflatten(found);
            for (LowRank.Layer layer : new LowRank(RANK).layers(model.network())) {
                float[] g = weights.get(layer.weight().name()).floats();
                float[] down = factors.get(layer.down().name()).floats();
                float[] up = factors.get(layer.up().name()).floats();
                int rank = (int) layer.down().shape()[0];
                int inputs = down.length / rank;
                double[] ofDown = new double[down.length];
                double[] ofUp = new double[up.length];
                for (int i = 0; i < g.length; i++) {
                    for (int r = 0; r < rank; r++) {
                        ofUp[i / inputs * rank + r] += (double) g[i] * down[r * inputs + i % inputs];
                        ofDown[r * inputs + i % inputs] += (double) g[i] * up[i / inputs * rank + r];
                    }
                }
                assertClose(gradients.get(layer.down().name()).floats(), ofDown);
                assertClose(gradients.get(layer.up().name()).floats(), ofUp);
            }
        }
    }

    private static void assertClose(float[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double size = 1e-3;
        for (double value : expected) {
            size = Math.max(size, Math.abs(value));
        }
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4 * size));
        }
    }

    @Test
    void theDistanceIsThatOfTheWeightsWhichTheAdaptersMake() {
        AdaptationEngine engine = new AdaptationEngine(model, settings("rmt", Statistics.MOVING));
        BatchResult result = Streams.run(engine, STEPS, 1).get(STEPS - 1).get(0);
        ParameterLayout full = model.network().layout(Scope.FULL);

        Map<String, HostTensor> source =
                full.unflatten(full.flatten(model.weights().host()));
        Map<String, HostTensor> now =
                full.unflatten(merged(full, Streams.vector(result.state(), AdaptationMethod.STUDENT)));
        double squared = 0;
        double norm = 0;
        for (LowRank.Layer layer : new LowRank(RANK).layers(model.network())) {
            float[] before = source.get(layer.weight().name()).floats();
            float[] after = now.get(layer.weight().name()).floats();
            for (int i = 0; i < before.length; i++) {
                squared += Math.pow(after[i] - before[i], 2);
                norm += Math.pow(before[i], 2);
            }
        }
        double expected = Math.sqrt(squared / norm);
        assertThat(result.parameterDistance()).isPositive().isCloseTo(expected, within(1e-3 * expected));
        assertThat(new SourceDistance(model.source()).of(result.state()))
                .as("as savepoints are inspected")
                .hasValueCloseTo(result.parameterDistance(), within(1e-12));
    }
}
