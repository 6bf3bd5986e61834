// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class T3aTest {

    private static final int CLASSES = SyntheticModel.CLASSES;
    private static final int SUPPORTS = 3;

    /** One support: features, and entropy of its prediction. */
    private record Support(double[] features, double entropy) {}

    @Test
    void theScoresAreInnerProductsWithTheNormalizedSumsOfTheMostCertainSupports() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationEngine engine = new AdaptationEngine(model, Streams.settings("t3a", Statistics.BATCH));
            List<List<Support>> supports = classifierRows(model);
            Optional<StreamState> state = Optional.empty();
            for (int step = 0; step < 6; step++) {
                BatchResult result =
                        engine.step(List.of(Streams.batch(3, step, state))).get(0);
                for (int n = 0; n < Streams.BATCH; n++) {
                    double[] p = doubles(result.sourceProbabilities()[n]);
                    supports.get(result.sourceClasses()[n]).add(new Support(doubles(result.features()[n]), entropy(p)));
                }
                supports.forEach(T3aTest::keepTheMostCertain);
                for (int n = 0; n < Streams.BATCH; n++) {
                    assertThat(doubles(result.probabilities()[n]))
                            .containsExactly(expected(doubles(result.features()[n]), supports), within(1e-4));
                }
                state = Optional.of(result.state());
            }
            assertThat(supports).allSatisfy(ofClass -> assertThat(ofClass).hasSize(SUPPORTS));
        }
    }

    private static List<List<Support>> classifierRows(LoadedModel model) {
        double[] weight = model.weights().host().get("fc.weight").doubles();
        double[] bias = model.weights().host().get("fc.bias").doubles();
        int size = weight.length / CLASSES;
        List<List<Support>> supports = new ArrayList<>();
        for (int c = 0; c < CLASSES; c++) {
            supports.add(new ArrayList<>());
        }
        for (int row = 0; row < CLASSES; row++) {
            double[] features = new double[size];
            System.arraycopy(weight, row * size, features, 0, size);
            double[] scores = bias.clone();
            for (int c = 0; c < CLASSES; c++) {
                for (int d = 0; d < size; d++) {
                    scores[c] += features[d] * weight[c * size + d];
                }
            }
            double[] p = softmax(scores);
            supports.get(largest(p)).add(new Support(features, entropy(p)));
        }
        return supports;
    }

    private static void keepTheMostCertain(List<Support> supports) {
        supports.sort(Comparator.comparingDouble(Support::entropy));
        while (supports.size() > SUPPORTS) {
            supports.remove(SUPPORTS);
        }
    }

    private static double[] expected(double[] features, List<List<Support>> supports) {
        double[] scores = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            double[] template = new double[features.length];
            for (Support support : supports.get(c)) {
                for (int d = 0; d < template.length; d++) {
                    template[d] += support.features[d] / norm(support.features);
                }
            }
            for (int d = 0; d < template.length; d++) {
                scores[c] += features[d] * template[d] / norm(template);
            }
        }
        return softmax(scores);
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    private static double[] softmax(double[] scores) {
        double[] p = scores.clone();
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(p[c]);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    private static int largest(double[] p) {
        int best = 0;
        for (int c = 1; c < p.length; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }

    private static double entropy(double[] p) {
        double entropy = 0;
        for (double value : p) {
            entropy -= value > 0 ? value * Math.log(value) : 0;
        }
        return entropy;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Test
    void aClassKeepsItsMostCertainSupportsAndNoMore() {
        SupportSet set = SupportSet.empty(2, 1, 2);
        set.add(new float[] {10}, 0, 1, 0.5f);
        set.add(new float[] {20}, 0, 1, 0.3f);
        set.add(new float[] {30}, 0, 1, 0.4f);
        set.add(new float[] {40}, 0, 1, 0.9f);

        assertThat(set.features()).containsExactly(0, 0, 30, 20);
        assertThat(set.entropies()).containsExactly(-1, -1, 0.4f, 0.3f);
    }

    @Test
    void aClassWithoutSupportScoresZero() {
        float[] templates = new float[4];
        SupportSet set = SupportSet.empty(2, 2, 1);
        set.add(new float[] {3, 4}, 0, 0, 0.1f);
        set.writeTemplates(templates, 0);

        assertThat(templates).containsExactly(new float[] {0.6f, 0.8f, 0, 0}, within(1e-6f));
    }
}
