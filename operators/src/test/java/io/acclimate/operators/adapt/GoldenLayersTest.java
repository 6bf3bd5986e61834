// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.NormLayer;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;
import io.acclimate.operators.model.Subset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Normalization layers and optimizers equal the reference's, computed in double precision, within 1e-6. */
class GoldenLayersTest extends GoldenFunctions {

    @Test
    void adamFollowsTheReferenceTrajectory() throws IOException {
        load("optimizer_adam");
        assertTrajectory(new Adam(1e-3));
    }

    @Test
    void momentumFollowsTheReferenceTrajectory() throws IOException {
        load("optimizer_sgd_momentum");
        assertTrajectory(new Sgd(1e-2, 0.9, false));
    }

    @Test
    void nesterovMomentumFollowsTheReferenceTrajectory() throws IOException {
        load("optimizer_sgd_nesterov");
        assertTrajectory(new Sgd(1e-2, 0.9, true));
    }

    private void assertTrajectory(Optimizer optimizer) {
        NDArray trajectory = array("trajectory");
        NDArray gradients = array("gradients");
        NDArray start = trajectory.get("0:1");
        NDArray values = start;
        GroupState state = new GroupState(new long[] {0}, new long[] {0});
        optimizer.state(5).forEach(v -> state.put(v.name(), manager.zeros(start.getShape(), start.getDataType())));
        for (int t = 0; t < 4; t++) {
            values =
                    optimizer.step(values, gradients.get(t + ":" + (t + 1)), state, StepCounts.uniform(new long[] {t}));
            double[] expected = trajectory.get(t + 1).toDoubleArray();
            assertThat(values.toDoubleArray()).containsExactly(expected, within());
        }
    }

    @Test
    void robustStatisticsAndTheirGradient() throws IOException {
        load("bn_robust_rotta");
        Map<String, NDArray> moved = new HashMap<>();
        assertEqual(normalized(Normalization.robust(0.05, moved), "mean0", "var0"), "y");
        assertEqual(moved.get("bn.running_mean"), "mean1");
        assertEqual(moved.get("bn.running_var"), "var1");
        NDArray upstream = array("upstream");
        assertEqual(
                gradient("x", x -> normalized(x, Normalization.robust(0.05, moved), "mean0", "var0")
                        .mul(upstream)
                        .sum()),
                "grad_x");
    }

    @Test
    void statisticsOfTheWholeBatchAsASubsetHaveTheSameGradient() throws IOException {
        load("bn_test_statistics");
        Normalization all = Normalization.batch().on(Subset.of(manager.ones(new Shape(4, 1), DataType.FLOAT64)));
        NDArray upstream = array("upstream");
        assertEqual(normalized(all, "mean", "var"), "y");
        assertEqual(
                gradient(
                        "x",
                        x -> normalized(x, all, "mean", "var").mul(upstream).sum()),
                "grad_x");
    }

    @Test
    void batchStatisticsUseTheBiasedVariance() throws IOException {
        load("bn_test_statistics");
        assertEqual(normalized(Normalization.batch(), "mean", "var"), "y");
    }

    @Test
    void mixedStatisticsUseTheUnbiasedVariance() throws IOException {
        load("bn_alpha");
        assertEqual(normalized(Normalization.mixed(0.1), "source_mean", "source_var"), "y");
    }

    @Test
    void movingStatisticsAreTheExponentialAverage() throws IOException {
        load("bn_ema_running");
        assertEqual(
                normalized(
                        Normalization.moving(manager.create(new double[] {0.1}, new Shape(1, 1)), new HashMap<>()),
                        "mean0",
                        "var0"),
                "y");
    }

    private NDArray normalized(Normalization normalization, String mean, String variance) {
        return normalized(array("x"), normalization, mean, variance);
    }

    private NDArray normalized(NDArray x, Normalization normalization, String mean, String variance) {
        NormLayer layer = new NormLayer("bn", 3);
        ParameterLayout layout = ParameterLayout.of(
                List.of(affine(layer.weight()), affine(layer.bias()), affine(layer.mean()), affine(layer.variance())));
        NDArray row = array("gamma")
                .concat(array("beta"))
                .concat(array(mean))
                .concat(array(variance))
                .expandDims(0);
        try (SourceWeights none = new SourceWeights(Map.of(), Device.cpu())) {
            return normalization.normalize(x, layer, new ParameterView(none, manager, 1, new Overlay(layout, row)));
        }
    }

    private static ParameterSpec affine(String name) {
        return new ParameterSpec(name, new long[] {3}, ParameterSpec.Role.NORM_AFFINE);
    }
}
