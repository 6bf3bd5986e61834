// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;

import ai.djl.ndarray.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** The pure functions equal the reference's, computed in double precision, within 1e-6, values and gradients. */
class GoldenFunctionsTest extends GoldenFunctions {

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
    void crossEntropyToATeacherAndItsGradient() throws IOException {
        load("cross_entropy_soft");
        NDArray teacher = array("z_teacher");
        assertEqual(Losses.crossEntropyTo(array("z"), teacher), "per_sample");
        assertEqual(gradient("z", z -> Losses.crossEntropyTo(z, teacher).mean()), "grad_z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soft_likelihood_ratio", "soft_likelihood_ratio_clipped"})
    void softLikelihoodRatioAndItsGradient(String name) throws IOException {
        load(name);
        assertEqual(Losses.softLikelihoodRatio(array("z")), "per_sample");
        assertEqual(gradient("z", z -> Losses.softLikelihoodRatio(z).sum()), "grad_z_of_sum");
    }

    @Test
    void sampleWeightsOfRoid() throws IOException {
        load("roid_weights");
        NDArray logits = array("logits");
        NDArray mean = array("class_probs_ema").expandDims(0);
        SampleWeights found = SampleWeights.of(logits.expandDims(1), mean);
        assertEqual(found.weights(), "weights");
        assertEqual(Ema.of(mean, logits.softmax(-1).mean(new int[] {0}), 0.9), "class_probs_ema_new");
    }

    @Test
    void priorCorrectionOfRoid() throws IOException {
        load("roid_prior_correction");
        assertEqual(PriorCorrection.of(array("logits").expandDims(1)), "output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lame_rbf", "lame_knn", "lame_linear", "lame_random"})
    void laplacianAdjustmentAndItsIterations(String name) throws IOException {
        load(name);
        LaplacianAdjustment.Result result = LaplacianAdjustment.of(rows("unary"), rows("kernel"));
        assertThat(result.iterations()).isEqualTo((int) golden.get("iterations").longs()[0]);
        double[][] expected = rows("Y");
        for (int n = 0; n < expected.length; n++) {
            assertThat(result.assignments()[n]).containsExactly(expected[n], within());
        }
    }

    @Test
    void gaussianKernelOfLame() throws IOException {
        load("lame_rbf");
        double[][] expected = rows("kernel");
        double[][] found = LaplacianAdjustment.kernel(rows("features"));
        for (int n = 0; n < expected.length; n++) {
            assertThat(found[n]).containsExactly(expected[n], within());
        }
    }

    private double[][] rows(String name) {
        HostTensor tensor = golden.get(name);
        double[] values = tensor.doubles();
        int width = (int) tensor.shape()[1];
        double[][] rows = new double[values.length / width][];
        for (int n = 0; n < rows.length; n++) {
            rows[n] = Arrays.copyOfRange(values, n * width, (n + 1) * width);
        }
        return rows;
    }

    @Test
    void theGainOfContinualMomentumFiltering() throws IOException {
        load("cmf_filter");
        double variance = 0;
        for (int t = 0; t < 8; t++) {
            double prior = 0.99 * 0.99 * variance + 0.05;
            double gain = MomentumFilter.gain(prior, 0.05);
            variance = gain * prior;
            assertThat(gain).isCloseTo(golden.get("beta").doubles()[t], within());
            assertThat(variance).isCloseTo(golden.get("hidden_var").doubles()[t], within());
        }
    }

    @Test
    void theMemoryOfRottaFollowsTheReferenceTrace() throws IOException {
        load("rotta_memory_trace");
        long[] classes = golden.get("pseudo_class").longs();
        double[] uncertainty = golden.get("uncertainty").doubles();
        double[] ids = golden.get("memory_ids").doubles();
        double[] ages = golden.get("memory_ages").doubles();
        float[] windows = new float[6];
        MemoryBank memory = new MemoryBank(windows, new float[6 * MemoryBank.FACTS], 3);
        for (int t = 0; t < classes.length; t++) {
            memory.arrive(new float[] {t}, 0, (int) classes[t], uncertainty[t]);
            List<Integer> places = memory.places();
            for (int i = 0; i < 6; i++) {
                double expected = ids[t * 6 + i];
                assertThat(i < places.size() ? windows[places.get(i)] : -1).isEqualTo((float) expected);
                if (expected >= 0) {
                    assertThat(memory.age(places.get(i))).isEqualTo(ages[t * 6 + i]);
                }
            }
        }
    }
}
