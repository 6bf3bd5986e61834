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
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** CAFA on two features, where the inverse of a covariance is written out by hand. */
class CafaTest {

    private static final int CLASSES = 3;
    private static final int ROWS = 4;
    private static final double STEP = 1e-5;

    private static final float[] MEANS = {0, 0, 2, 1, -1, 3};
    private static final float[] COVARIANCES = {1, 0.3f, 0.3f, 2, 0.5f, -0.2f, -0.2f, 0.4f, 3, 1, 1, 1.5f};
    private static final double[] LOGITS = {3, 0, 0, 0, 2, 1, 0, 1, 4, 0, 5, 0};

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
        return new PassInput(manager.ones(new Shape(1)), FloatBuffer.allocate(1), 1, ROWS, manager);
    }

    private static double distance(double[] features, int row, int label, float[] covariances) {
        int at = covariances.length == 4 ? 0 : label * 4;
        double ridge = 0.01 * (covariances[at] + covariances[at + 3]) / 2 + 1e-6;
        double a = covariances[at] + ridge;
        double b = covariances[at + 1];
        double d = covariances[at + 3] + ridge;
        double x = features[row * 2] - MEANS[label * 2];
        double y = features[row * 2 + 1] - MEANS[label * 2 + 1];
        return (d * x * x - 2 * b * x * y + a * y * y) / (a * d - b * b);
    }

    private static double formula(double[] features, float[] covariances) {
        double loss = 0;
        for (int row = 0; row < ROWS; row++) {
            int predicted = 0;
            for (int c = 1; c < CLASSES; c++) {
                predicted = LOGITS[row * CLASSES + c] > LOGITS[row * CLASSES + predicted] ? c : predicted;
            }
            double others = 0;
            for (int c = 0; c < CLASSES; c++) {
                others += c == predicted ? 0 : distance(features, row, c, covariances);
            }
            loss += Math.log(distance(features, row, predicted, covariances) / others) / ROWS;
        }
        return loss;
    }

    private void assertLoss(float[] covariances) {
        Cafa cafa = new Cafa(MEANS, covariances, CLASSES);
        double[] features = new SplittableRandom(5).doubles(2 * ROWS, -2, 4).toArray();
        NDArray leaf = manager.create(features, new Shape(ROWS, 2));
        NDArray logits = manager.create(LOGITS, new Shape(ROWS, CLASSES));
        double[] value = new double[1];
        double[] gradient = Gradients.of(leaf, () -> {
                    NDArray loss = cafa.of(input(), new Network.Outputs(leaf, logits));
                    value[0] = loss.toDoubleArray()[0];
                    return loss.sum();
                })
                .toDoubleArray();

        assertThat(value[0]).isCloseTo(formula(features, covariances), within(1e-5));
        for (int i = 0; i < features.length; i++) {
            double[] up = features.clone();
            double[] down = features.clone();
            up[i] += STEP;
            down[i] -= STEP;
            double expected = (formula(up, covariances) - formula(down, covariances)) / (2 * STEP);
            assertThat(gradient[i]).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void theLossIsTheLogarithmOfTheRatioOfMahalanobisDistances() {
        assertLoss(COVARIANCES);
    }

    @Test
    void oneCovarianceMayServeAllClasses() {
        assertLoss(new float[] {1, 0.3f, 0.3f, 2});
    }

    @Test
    void featuresAtTheCentreOfTheirClassAndASingularCovarianceLeaveTheLossFinite() {
        Cafa cafa = new Cafa(MEANS, new float[] {1, 1, 1, 1}, CLASSES);
        NDArray features = manager.create(new double[] {0, 0, 0, 0, 0, 0, 0, 0}, new Shape(ROWS, 2));
        NDArray logits = manager.create(new double[ROWS * CLASSES], new Shape(ROWS, CLASSES));

        assertThat(cafa.of(input(), new Network.Outputs(features, logits)).toDoubleArray()[0])
                .isFinite()
                .isLessThan(-10);
    }
}
