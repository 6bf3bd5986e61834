// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.Network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Losses of the outputs equal their formulas, written out in loops, and their gradients equal finite differences. */
class OutputLossesTest {

    private static final int STREAMS = 2;
    private static final int SAMPLES = 5;
    private static final int CLASSES = 4;
    private static final double STEP = 1e-5;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Gradients.offForThisThread();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private PassInput input() {
        return new PassInput(manager.ones(new Shape(1)), FloatBuffer.allocate(1), STREAMS, SAMPLES, manager);
    }

    private NDArray logits(double[] values) {
        return manager.create(values, new Shape((long) SAMPLES * STREAMS, CLASSES));
    }

    private static double[] random(double scale) {
        SplittableRandom random = new SplittableRandom(11);
        return random.doubles((long) SAMPLES * STREAMS * CLASSES, -scale, scale).toArray();
    }

    /** Probabilities of one stream, [samples][classes]. */
    private static double[][] probabilities(double[] logits, int stream) {
        double[][] rows = new double[SAMPLES][CLASSES];
        for (int n = 0; n < SAMPLES; n++) {
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                rows[n][c] = Math.exp(logits[(n * STREAMS + stream) * CLASSES + c]);
                sum += rows[n][c];
            }
            for (int c = 0; c < CLASSES; c++) {
                rows[n][c] /= sum;
            }
        }
        return rows;
    }

    private static double largest(double[] row) {
        double largest = 0;
        for (double value : row) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private static double entropy(double[] row) {
        double entropy = 0;
        for (double p : row) {
            entropy -= p * Math.log(p);
        }
        return entropy;
    }

    private void assertLoss(OutputLoss.Loss loss, double[] values, ToDoubleFunction<double[][]> formula) {
        double[] found =
                loss.of(input(), new Network.Outputs(null, logits(values))).toDoubleArray();
        for (int s = 0; s < STREAMS; s++) {
            assertThat(found[s]).isCloseTo(formula.applyAsDouble(probabilities(values, s)), within(1e-9));
        }
        NDArray leaf = logits(values);
        double[] gradient = Gradients.of(leaf, () -> loss.of(input(), new Network.Outputs(null, leaf))
                        .sum())
                .toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            double up = shifted(values, i, STEP, formula);
            double down = shifted(values, i, -STEP, formula);
            assertThat(gradient[i]).isCloseTo((up - down) / (2 * STEP), within(1e-6));
        }
    }

    private static double shifted(double[] values, int at, double by, ToDoubleFunction<double[][]> formula) {
        double[] moved = values.clone();
        moved[at] += by;
        return formula.applyAsDouble(probabilities(moved, at / CLASSES % STREAMS));
    }

    @Test
    void tentMinimizesTheMeanEntropy() {
        assertLoss(new Tent(), random(2), rows -> {
            double sum = 0;
            for (double[] row : rows) {
                sum += entropy(row);
            }
            return sum / SAMPLES;
        });
    }

    @Test
    void robustPseudoLabellingMinimizesTheGeneralizedCrossEntropyToThePredictedClass() {
        assertLoss(new Rpl(), random(2), rows -> {
            double sum = 0;
            for (double[] row : rows) {
                sum += (1 - Math.pow(largest(row), 0.8)) / 0.8;
            }
            return sum / SAMPLES;
        });
    }

    @Test
    void shotMaximizesInformationAndLabelsWhatItIsSureOf() {
        double[] values = random(5);
        assertLoss(new Shot(0.1, 0.9), values, OutputLossesTest::shot);

        for (int s = 0; s < STREAMS; s++) {
            List<double[]> rows = List.of(probabilities(values, s));
            assertThat(rows).anyMatch(row -> largest(row) > 0.9).anyMatch(row -> largest(row) < 0.9);
        }
    }

    @Test
    void shotHasALossWhereNothingIsSure() {
        assertLoss(new Shot(0.1, 0.9), random(0.5), OutputLossesTest::shot);
    }

    private static double shot(double[][] rows) {
        double loss = 0;
        double labelled = 0;
        int sure = 0;
        double[] mean = new double[CLASSES];
        for (double[] row : rows) {
            loss += entropy(row) / SAMPLES;
            for (int c = 0; c < CLASSES; c++) {
                mean[c] += row[c] / SAMPLES;
            }
            if (largest(row) > 0.9) {
                labelled -= Math.log(largest(row));
                sure++;
            }
        }
        for (double m : mean) {
            loss += m * Math.log(m + 1e-5);
        }
        return loss + 0.1 * labelled / Math.max(1, sure);
    }

    @Test
    void coreMinimizesWhatIsBelievedOfTwoClassesAtOnce() {
        assertLoss(new Core(), random(2), rows -> {
            double loss = 0;
            for (int i = 0; i < CLASSES; i++) {
                double sum = 0;
                double own = 0;
                for (int j = 0; j < CLASSES; j++) {
                    double together = 0;
                    for (double[] row : rows) {
                        together += row[i] * row[j];
                    }
                    sum += together;
                    own += i == j ? together : 0;
                }
                loss += (1 - own / sum) / CLASSES;
            }
            return loss;
        });
    }

    @Test
    void coreIsZeroForCertainPredictionsAndLargestForUniformOnes() {
        double[] certain = new double[SAMPLES * STREAMS * CLASSES];
        for (int row = 0; row < SAMPLES * STREAMS; row++) {
            certain[row * CLASSES + row / STREAMS % CLASSES] = 50;
        }
        double[] uniform = new double[certain.length];

        assertThat(new Core()
                        .of(input(), new Network.Outputs(null, logits(uniform)))
                        .toDoubleArray())
                .containsExactly(new double[] {0.75, 0.75}, within(1e-9));
        assertThat(new Core()
                        .of(input(), new Network.Outputs(null, logits(certain)))
                        .toDoubleArray())
                .containsExactly(new double[] {0, 0}, within(1e-9));
    }
}
