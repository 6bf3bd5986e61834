// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.NormLayer;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.Safetensors;
import io.acclimate.operators.model.SourceWeights;
import io.acclimate.operators.testing.SharedData;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** The pure functions equal the reference's, computed in double precision, within 1e-6, values and gradients. */
class GoldenFunctionsTest {

    private static final double TOLERANCE = 1e-6;

    private NDManager manager;
    private Map<String, HostTensor> golden;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Gradients.offForThisThread();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private void load(String name) throws IOException {
        golden = Safetensors.read(SharedData.require("golden/functions/" + name + ".safetensors"));
    }

    private NDArray array(String name) {
        HostTensor tensor = golden.get(name);
        return manager.create(tensor.doubles(), new Shape(tensor.shape()));
    }

    private void assertEqual(NDArray found, String name) {
        double[] expected = golden.get(name).doubles();
        double[] values = found.toDoubleArray();
        assertThat(values).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(values[i] - expected[i])).as(name + " at " + i).isLessThan(TOLERANCE);
        }
    }

    @Test
    void entropyAndItsGradient() throws IOException {
        load("entropy");
        assertEqual(Losses.entropy(array("z")), "per_sample");
        assertEqual(gradient("z", z -> Losses.entropy(z).mean()), "grad_z");
    }

    @Test
    void symmetricCrossEntropyAndItsGradientInBothArguments() throws IOException {
        load("symmetric_cross_entropy");
        NDArray z = array("z");
        NDArray teacher = array("z_teacher");
        assertEqual(Losses.symmetricCrossEntropy(z, teacher), "per_sample");
        assertEqual(gradient("z", x -> Losses.symmetricCrossEntropy(x, teacher).mean()), "grad_z");
        assertEqual(
                gradient("z_teacher", x -> Losses.symmetricCrossEntropy(z, x).mean()), "grad_teacher");
    }

    private NDArray gradient(String name, UnaryOperator<NDArray> loss) {
        NDArray leaf = array(name);
        return Gradients.of(leaf, () -> loss.apply(leaf));
    }

    @Test
    void contrastiveLossWithoutProjectionAndItsGradients() throws IOException {
        load("rmt_contrastive_identity");
        NDArray nearest = nearest();
        NDArray features = array("features").expandDims(0);
        NDArray augmented = array("features_aug").expandDims(0);
        assertEqual(Losses.contrastive(nearest, features, augmented, 0.1), "value");
        assertEqual(
                gradient("features", f -> Losses.contrastive(nearest, f.expandDims(0), augmented, 0.1)
                        .sum()),
                "grad_features");
        assertEqual(
                gradient("features_aug", f -> Losses.contrastive(nearest, features, f.expandDims(0), 0.1)
                        .sum()),
                "grad_features_aug");
    }

    private NDArray nearest() {
        NDArray prototypes = array("prototypes");
        NDArray similarity = Losses.normalized(array("features"))
                .matMul(Losses.normalized(prototypes).transpose());
        NDArray index = similarity.argMax(1);
        assertThat(index.toLongArray()).containsExactly(golden.get("nearest").longs());
        return index.oneHot(3, prototypes.getDataType()).matMul(prototypes).expandDims(0);
    }

    @Test
    void contrastiveLossThroughTheProjectionHead() throws IOException {
        load("rmt_contrastive_mlp");
        Map<String, String> names = Map.of(
                "projector.0.weight",
                "W1",
                "projector.0.bias",
                "b1",
                "projector.2.weight",
                "W2",
                "projector.2.bias",
                "b2");
        ProjectionHead head = new ProjectionHead(8, 6);
        NDArray nearest = nearest().squeeze(0);
        NDArray augmented = array("features_aug");
        assertEqual(gradient("features", f -> projected(head, names, nearest, f, augmented)), "grad_features");
        assertEqual(projected(head, names, nearest, array("features"), augmented), "value");
    }

    private NDArray projected(
            ProjectionHead head, Map<String, String> names, NDArray nearest, NDArray features, NDArray augmented) {
        UnaryOperator<NDArray> project =
                rows -> head.project(rows, name -> array(names.get(name))).expandDims(0);
        return Losses.contrastive(project.apply(nearest), project.apply(features), project.apply(augmented), 0.1)
                .sum();
    }

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

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(TOLERANCE);
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
        assertEqual(normalized(Normalization.moving(0.1, new java.util.HashMap<>()), "mean0", "var0"), "y");
    }

    private NDArray normalized(Normalization normalization, String mean, String variance) {
        NormLayer layer = new NormLayer("bn", 3);
        ParameterLayout layout = ParameterLayout.of(
                List.of(affine(layer.weight()), affine(layer.bias()), affine(layer.mean()), affine(layer.variance())));
        NDArray row = array("gamma")
                .concat(array("beta"))
                .concat(array(mean))
                .concat(array(variance))
                .expandDims(0);
        try (SourceWeights none = new SourceWeights(Map.of(), Device.cpu())) {
            return normalization.normalize(
                    array("x"), layer, new ParameterView(none, manager, 1, new Overlay(layout, row)));
        }
    }

    private static ParameterSpec affine(String name) {
        return new ParameterSpec(name, new long[] {3}, ParameterSpec.Role.NORM_AFFINE);
    }
}
