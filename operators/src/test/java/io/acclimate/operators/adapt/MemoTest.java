// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.LowRank;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterSpec.Scope;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.Sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MemoTest {

    private static final int VIEWS = 8;

    private LoadedModel model;

    @BeforeEach
    void open() {
        model = SyntheticModel.load();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private AdaptationEngine engine(double learningRate, Scope scope) {
        AdaptationSettings settings = Streams.settings("memo", Statistics.BATCH, OptimizerKind.SGD, learningRate);
        LoadedModel trained = scope == Scope.LOW_RANK ? model.adaptedBy(new LowRank(2), 7) : model;
        Student student = Student.of(
                trained.network(),
                trained.weights(),
                scope,
                NormalizationPolicy.stateless(Normalization.SOURCE),
                new Sgd(learningRate, 0, false));
        Memo memo = new Memo(student, SensorAugmentation.of(model), VIEWS, learningRate);
        return new AdaptationEngine(model, settings, new StreamByStream(memo));
    }

    private static BatchResult step(AdaptationEngine engine, List<Sample> samples) {
        return engine.step(List.of(new StreamBatch(Streams.name(4), Optional.empty(), samples)))
                .get(0);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void aPredictionDoesNotDependOnTheOtherWindowsOfTheBatch(Scope scope) {
        AdaptationEngine engine = engine(0.05, scope);
        List<Sample> samples = Streams.samples(4, 0);
        List<Sample> others = new ArrayList<>(Streams.samples(2, 1));
        others.set(5, samples.get(5));

        float[] among = step(engine, others).probabilities()[5];

        assertThat(among).containsExactly(step(engine, samples).probabilities()[5], within(1e-5f));
    }

    @Test
    void withoutAStepAWindowIsPredictedByItselfUnderMixedStatistics() {
        BatchResult result = step(engine(0, Scope.NORM), Streams.samples(4, 0));

        try (NDManager scratch = model.weights().manager().newSubManager()) {
            for (int n = 0; n < Streams.BATCH; n++) {
                float[] window = new float[SyntheticModel.CHANNELS * SyntheticModel.LENGTH];
                ByteBuffer.wrap(Streams.samples(4, 0).get(n).data())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(window);
                NDArray rows = scratch.create(window, new Shape(1, SyntheticModel.CHANNELS, SyntheticModel.LENGTH));
                float[] expected = model.network()
                        .forward(new ParameterView(model.weights(), scratch, 1), rows, Normalization.mixed(0.1))
                        .logits()
                        .softmax(-1)
                        .toFloatArray();
                assertThat(result.probabilities()[n]).containsExactly(expected, within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void theStepMakesPredictionsMoreCertain(Scope scope) {
        double before = step(engine(0, scope), Streams.samples(4, 0)).meanEntropy();

        assertThat(step(engine(0.02, scope), Streams.samples(4, 0)).meanEntropy())
                .isLessThan(before);
    }

    @Test
    void nothingIsKept() {
        BatchResult result = step(engine(0.02, Scope.NORM), Streams.samples(4, 0));

        assertThat(result.state().vectors()).isEmpty();
        assertThat(result.state().updates()).isEqualTo(1);
    }

    private static double entropyOfTheMean(double[] logits, int views, int classes) {
        double[] mean = new double[classes];
        for (int v = 0; v < views; v++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[v * classes + c]);
            }
            for (int c = 0; c < classes; c++) {
                mean[c] += Math.exp(logits[v * classes + c]) / sum / views;
            }
        }
        double entropy = 0;
        for (double p : mean) {
            entropy -= p * Math.log(p);
        }
        return entropy;
    }

    @Test
    void theLossIsTheEntropyOfTheMeanPredictionAndItsGradientIsRight() {
        double[] logits = new SplittableRandom(3).doubles(5 * 4, -3, 3).toArray();
        try (NDManager manager = model.weights().manager().newSubManager()) {
            Gradients.offForThisThread();
            NDArray leaf = manager.create(logits, new Shape(5, 1, 4));
            double[] gradient =
                    Gradients.of(leaf, () -> Memo.marginalEntropy(leaf).sum()).toDoubleArray();

            assertThat(Memo.marginalEntropy(leaf).toDoubleArray()[0])
                    .isCloseTo(entropyOfTheMean(logits, 5, 4), within(1e-9));
            for (int i = 0; i < logits.length; i++) {
                double[] up = logits.clone();
                double[] down = logits.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double expected = (entropyOfTheMean(up, 5, 4) - entropyOfTheMean(down, 5, 4)) / 2e-5;
                assertThat(gradient[i]).isCloseTo(expected, within(1e-6));
            }
        }
    }
}
