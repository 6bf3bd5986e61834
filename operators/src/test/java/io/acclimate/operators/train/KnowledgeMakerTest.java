// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.testing.SyntheticModel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import static java.util.Arrays.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

class KnowledgeMakerTest {

    private static final int FEATURES = 32;
    private static final int STATISTICS = 3;
    private static final int SIZES = 8;
    private static final LabelledWindows TRAINING = SyntheticModel.windows(21, 60, 1);
    private static final LabelledWindows UNSEEN = SyntheticModel.windows(22, 80, 2);
    private static SourceKnowledge knowledge;

    @BeforeAll
    static void make() {
        knowledge = new KnowledgeMaker(
                        SyntheticModel.SPEC, SyntheticModel.trained().weights(), SyntheticModel.settings(1, 0))
                .make(TRAINING, UNSEEN);
    }

    private static double[] values(String name) {
        return knowledge.get(name).doubles();
    }

    /** A result of the network for all training windows at once, row-major. */
    private static float[] run(Normalization normalization, Function<Network.Outputs, NDArray> part) {
        return run(TRAINING, normalization, part);
    }

    private static float[] run(
            LabelledWindows windows, Normalization normalization, Function<Network.Outputs, NDArray> part) {
        Gradients.offForThisThread();
        try (LoadedModel model = SyntheticModel.load();
                NDManager scratch = model.weights().manager().newSubManager()) {
            float[] rows = new float[windows.size() * SyntheticModel.SPEC.inputSize()];
            for (int i = 0; i < windows.size(); i++) {
                float[] window = windows.inputs().get(i);
                System.arraycopy(window, 0, rows, i * window.length, window.length);
            }
            Shape shape = new Shape(windows.size(), SyntheticModel.CHANNELS, SyntheticModel.LENGTH);
            ParameterView view = new ParameterView(model.weights(), scratch, 1);
            return part.apply(model.network().forward(view, scratch.create(rows, shape), normalization))
                    .toFloatArray();
        }
    }

    private static double[] mean(float[] rows, int width, int label) {
        double[] mean = new double[width];
        int count = 0;
        for (int row = 0; row < TRAINING.size(); row++) {
            if (label < 0 || TRAINING.labels()[row] == label) {
                count++;
                for (int d = 0; d < width; d++) {
                    mean[d] += rows[row * width + d];
                }
            }
        }
        for (int d = 0; d < width; d++) {
            mean[d] /= count;
        }
        return mean;
    }

    @Test
    void prototypesAreTheClassesMeanFeaturesUnderBatchStatistics() {
        float[] features = run(Normalization.batch(), Network.Outputs::features);

        assertThat(knowledge.get(SourceKnowledge.PROTOTYPES).shape()).containsExactly(SyntheticModel.CLASSES, FEATURES);
        double[] found = values(SourceKnowledge.PROTOTYPES);
        for (int label = 0; label < SyntheticModel.CLASSES; label++) {
            double[] row = new double[FEATURES];
            System.arraycopy(found, label * FEATURES, row, 0, FEATURES);
            assertThat(row).containsExactly(mean(features, FEATURES, label), within(1e-4));
        }
    }

    @Test
    void covariancesAreThoseOfTheClassesFeaturesAroundTheirPrototypes() {
        float[] features = run(Normalization.batch(), Network.Outputs::features);
        double[] found = values(SourceKnowledge.CLASS_COVARIANCE);

        assertThat(knowledge.get(SourceKnowledge.CLASS_COVARIANCE).shape())
                .containsExactly(SyntheticModel.CLASSES, FEATURES, FEATURES);
        for (int label = 0; label < SyntheticModel.CLASSES; label++) {
            double[] mean = mean(features, FEATURES, label);
            for (int i = 0; i < FEATURES; i++) {
                for (int j = 0; j < FEATURES; j++) {
                    double sum = 0;
                    int count = 0;
                    for (int row = 0; row < TRAINING.size(); row++) {
                        if (TRAINING.labels()[row] == label) {
                            count++;
                            sum += (features[row * FEATURES + i] - mean[i]) * (features[row * FEATURES + j] - mean[j]);
                        }
                    }
                    assertThat(found[(label * FEATURES + i) * FEATURES + j]).isCloseTo(sum / count, within(1e-4));
                }
            }
        }
    }

    @Test
    void predictedClassesHaveMeanAndVarianceOfTheFrozenModelsFeatures() {
        float[] features = run(UNSEEN, Normalization.SOURCE, Network.Outputs::features);
        float[] logits = run(UNSEEN, Normalization.SOURCE, Network.Outputs::logits);
        int[] predicted = Predictions.classes(logits, SyntheticModel.CLASSES);

        for (int at = 0; at < SyntheticModel.CLASSES * FEATURES; at++) {
            List<Double> ofClass = new ArrayList<>();
            for (int row = 0; row < predicted.length; row++) {
                if (predicted[row] == at / FEATURES) {
                    ofClass.add((double) features[row * FEATURES + at % FEATURES]);
                }
            }
            double mean = ofClass.stream().mapToDouble(v -> v).average().orElseThrow();
            double squares =
                    ofClass.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            assertThat(values(SourceKnowledge.PREDICTED_MEAN)[at]).isCloseTo(mean, within(1e-4));
            assertThat(values(SourceKnowledge.PREDICTED_VARIANCE)[at])
                    .isCloseTo(squares / (ofClass.size() - 1), within(1e-4));
        }
    }

    @Test
    void featureAndLogitMeansAreThoseOfTheFrozenModel() {
        float[] features = run(Normalization.SOURCE, Network.Outputs::features);
        float[] logits = run(Normalization.SOURCE, Network.Outputs::logits);

        assertThat(values(SourceKnowledge.FEATURE_MEAN)).containsExactly(mean(features, FEATURES, -1), within(1e-4));
        assertThat(values(SourceKnowledge.LOGIT_MEAN))
                .containsExactly(mean(logits, SyntheticModel.CLASSES, -1), within(1e-4));
    }

    @Test
    void variancesArePositive() {
        assertThat(stream(values(SourceKnowledge.FEATURE_VARIANCE)))
                .hasSize(FEATURES)
                .allMatch(v -> v >= 0);
        assertThat(stream(values(SourceKnowledge.LOGIT_VARIANCE)))
                .hasSize(SyntheticModel.CLASSES)
                .allMatch(v -> v > 0);
    }

    @Test
    void thePriorIsTheShareOfEveryClass() {
        double[] prior = values(SourceKnowledge.CLASS_PRIOR);
        double[] expected = new double[SyntheticModel.CLASSES];
        for (int label : TRAINING.labels()) {
            expected[label] += 1.0 / TRAINING.size();
        }
        assertThat(prior).containsExactly(expected, within(1e-6));
        assertThat(prior[0] + prior[1] + prior[2] + prior[3]).isCloseTo(1, within(1e-6));
    }

    @Test
    void inputMomentsArePerChannel() {
        double[] mean = new double[SyntheticModel.CHANNELS];
        double[] squares = new double[SyntheticModel.CHANNELS];
        double count = TRAINING.size() * SyntheticModel.LENGTH;
        for (float[] window : TRAINING.inputs()) {
            for (int i = 0; i < window.length; i++) {
                mean[i / SyntheticModel.LENGTH] += window[i] / count;
                squares[i / SyntheticModel.LENGTH] += window[i] * window[i] / count;
            }
        }
        assertThat(values(SourceKnowledge.INPUT_MEAN)).containsExactly(mean, within(1e-5));
        for (int c = 0; c < mean.length; c++) {
            assertThat(values(SourceKnowledge.INPUT_VARIANCE)[c])
                    .isCloseTo(squares[c] - mean[c] * mean[c], within(1e-5));
        }
    }

    @Test
    void everyAdaptedParameterHasItsFisherInformation() {
        for (var entry : Networks.of(SyntheticModel.SPEC)
                .layout(ParameterSpec.Scope.NORM)
                .entries()) {
            HostTensor fisher = knowledge.get(SourceKnowledge.FISHER + entry.name());
            assertThat(fisher.shape()).containsExactly(entry.shape());
            assertThat(stream(fisher.doubles())).allMatch(value -> value >= 0 && Double.isFinite(value));
        }
        assertThat(stream(values(SourceKnowledge.FISHER + "bn1.weight"))).anyMatch(value -> value > 0);
    }

    @Test
    void theShiftReferenceHasARowForEveryBatchSize() {
        assertThat(values(SourceKnowledge.SHIFT_SIZES)).containsExactly(1, 2, 4, 8, 16, 32, 64, 128);
        assertThat(knowledge.get(SourceKnowledge.SHIFT_MEAN).shape()).containsExactly(SIZES, STATISTICS);
        assertThat(knowledge.get(SourceKnowledge.SHIFT_DEVIATION).shape()).containsExactly(SIZES, STATISTICS);
        assertThat(stream(values(SourceKnowledge.SHIFT_DEVIATION))).allMatch(value -> value > 0);
    }

    @Test
    void blocksDrawnAtRandomDeviateNoMoreThanWhatHoldsForBothOrders() {
        double[] both = values(SourceKnowledge.SHIFT_CHARTED_DEVIATION);
        double[] drawn = values(SourceKnowledge.SHIFT_CHARTED_DRAWN);

        assertThat(drawn).hasSameSizeAs(both);
        for (int i = 0; i < both.length; i++) {
            assertThat(drawn[i]).isPositive().isLessThanOrEqualTo(both[i]);
        }
        assertThat(knowledge.get(SourceKnowledge.SHIFT_PROJECTED_DRAWN).shape())
                .isEqualTo(
                        knowledge.get(SourceKnowledge.SHIFT_PROJECTED_DEVIATION).shape());
        assertThat(knowledge.get(SourceKnowledge.SHIFT_ANSWERS_DRAWN).shape()).containsExactly(SIZES, 2);
    }

    @Test
    void blocksOfUnorderedInputsAreDrawnOftenEnoughToKnowTheirSpread() {
        SourceKnowledge unordered = new KnowledgeMaker(
                        SyntheticModel.SPEC, SyntheticModel.trained().weights(), SyntheticModel.settings(1, 0))
                .makeOfUnordered(TRAINING, UNSEEN);

        double[] deviations =
                unordered.get(SourceKnowledge.SHIFT_PROJECTED_DEVIATION).doubles();
        int directions = deviations.length / SIZES;
        for (int d = 0; d < directions; d++) {
            double independent = deviations[d] / Math.sqrt(64);
            assertThat(deviations[6 * directions + d]).isCloseTo(independent, withinPercentage(8));
        }
    }

    private static int wrong(LabelledWindows windows, double threshold) {
        Normalization aware =
                (x, layer, view) -> Normalization.SOURCE.normalize(x, layer, view.instanceAware(threshold));
        float[] logits = run(windows, aware, Network.Outputs::logits);
        int[] predicted = Predictions.classes(logits, SyntheticModel.CLASSES);
        int wrong = 0;
        for (int n = 0; n < predicted.length; n++) {
            wrong += predicted[n] == windows.labels()[n] ? 0 : 1;
        }
        return wrong;
    }

    @Test
    void windowsMayBeNormalizedByThemselvesAsFarAsTheModelBears() {
        double most = wrong(TRAINING, Double.POSITIVE_INFINITY) + 0.005 * TRAINING.size();

        assertThat(values(SourceKnowledge.INSTANCE_THRESHOLD)).containsExactly(wrong(TRAINING, 4) <= most ? 4 : 8);
    }

    /** What the model says of windows at levels of their own, taken for the truth: there the level tells the class. */
    @Test
    void whereLevelsTellClassesWindowsAreNotNormalizedByThemselves() {
        List<float[]> inputs = new ArrayList<>();
        for (int n = 0; n < TRAINING.size(); n++) {
            float[] window = TRAINING.inputs().get(n).clone();
            for (int i = 0; i < window.length; i++) {
                window[i] += n % 2 == 0 ? 9 : -9;
            }
            inputs.add(window);
        }
        int[] streams = new int[inputs.size()];
        LabelledWindows moved = new LabelledWindows(inputs, new int[inputs.size()], streams);
        int[] truth =
                Predictions.classes(run(moved, Normalization.SOURCE, Network.Outputs::logits), SyntheticModel.CLASSES);
        SourceKnowledge made = new KnowledgeMaker(
                        SyntheticModel.SPEC, SyntheticModel.trained().weights(), SyntheticModel.settings(1, 0))
                .make(new LabelledWindows(inputs, truth, streams), UNSEEN);

        assertThat(made.find(SourceKnowledge.INSTANCE_THRESHOLD)).isEmpty();
    }
}
