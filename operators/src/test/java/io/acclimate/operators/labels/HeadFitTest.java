// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.labels.HeadFit.Family;
import io.acclimate.state.LabelHead;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The fitted head is the minimum of its objective. */
class HeadFitTest {

    private static final int CLASSES = 3;
    private static final int WIDTH = 5;
    private static final double CONVERGED = 1e-4;

    private final List<Example> examples = new ArrayList<>();

    HeadFitTest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 20; n++) {
            double[] input = new double[WIDTH];
            for (int i = 0; i < WIDTH - 1; i++) {
                input[i] = random.nextDouble(-0.7, 0.7);
            }
            input[WIDTH - 1] = 1;
            double[] scores = {random.nextDouble(-3, 0), random.nextDouble(-3, 0), random.nextDouble(-3, 0)};
            examples.add(new Example(input, scores, random.nextInt(CLASSES)));
        }
    }

    private double objective(float[][] weights, double ridge) {
        double sum = 0;
        for (Example example : examples) {
            double[] probabilities = HeadFit.probabilities(new LabelHead(weights), example.input(), example.scores());
            sum -= Math.log(probabilities[example.label()]);
        }
        for (float[] row : weights) {
            for (float weight : row) {
                sum += ridge / 2 * weight * weight;
            }
        }
        return sum;
    }

    @Test
    void noStepInAnyDirectionLowersTheObjective() {
        for (double ridge : new double[] {0.1, 1}) {
            float[][] weights = HeadFit.fit(examples, new Family(false, ridge)).weights();
            double least = objective(weights, ridge);
            for (int c = 0; c < CLASSES; c++) {
                for (int i = 0; i < WIDTH; i++) {
                    for (float by : new float[] {-0.05f, 0.05f}) {
                        weights[c][i] += by;
                        assertThat(objective(weights, ridge)).isGreaterThan(least - CONVERGED);
                        weights[c][i] -= by;
                    }
                }
            }
        }
    }

    @Test
    void aHeadOfBiasesHasNoOtherWeights() {
        for (float[] row : HeadFit.fit(examples, new Family(true, 1)).weights()) {
            for (int i = 0; i < WIDTH - 1; i++) {
                assertThat(row[i]).isZero();
            }
            assertThat(row[WIDTH - 1]).isNotZero();
        }
    }

    @Test
    void aStrongRidgeLeavesTheScoresAsTheyAre() {
        LabelHead head = HeadFit.fit(examples, new Family(false, 1e9));

        for (Example example : examples) {
            double[] with = HeadFit.probabilities(head, example.input(), example.scores());
            double[] without = HeadFit.softmax(example.scores());
            for (int c = 0; c < CLASSES; c++) {
                assertThat(with[c]).isCloseTo(without[c], within(1e-6));
            }
        }
    }
}
