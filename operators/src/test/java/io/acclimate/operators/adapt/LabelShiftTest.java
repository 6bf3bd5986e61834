// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.adapt.AdaptationWrappers.LabelShift;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Three Gaussian classes on a plane, whose best classifier and whose best correction are known. */
class LabelShiftTest {

    private static final int CLASSES = 3;
    private static final double[][] CENTRES = {{1.2, 0}, {-0.6, 1}, {-0.6, -1}};
    private static final float[] SOURCE = {0.7f, 0.2f, 0.1f};
    private static final float[] WEIGHT = {1.2f, 0, -0.6f, 1, -0.6f, -1};

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

    /** The best linear classifier under the source's shares. */
    private static float[] bias(float[] prior) {
        float[] bias = new float[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            double norm = CENTRES[c][0] * CENTRES[c][0] + CENTRES[c][1] * CENTRES[c][1];
            bias[c] = (float) (Math.log(prior[c]) - norm / 2);
        }
        return bias;
    }

    private static long[] labels(float[] shares, int count, SplittableRandom random) {
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            double u = random.nextDouble();
            labels[i] = u < shares[0] ? 0 : u < shares[0] + shares[1] ? 1 : 2;
        }
        return labels;
    }

    private static float[] features(long[] labels, SplittableRandom random) {
        float[] features = new float[labels.length * 2];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (CENTRES[(int) labels[i / 2]][i % 2] + random.nextGaussian());
        }
        return features;
    }

    private NDArray logits(float[] features) {
        return manager.create(features, new Shape(features.length / 2, 2))
                .matMul(manager.create(WEIGHT, new Shape(CLASSES, 2)).transpose())
                .add(manager.create(bias(SOURCE), new Shape(1, CLASSES)));
    }

    private static double accuracy(NDArray logits, long[] labels) {
        long[] predicted = logits.argMax(1).toLongArray();
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += predicted[i] == labels[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    @Test
    void maximumLikelihoodFindsTheSharesOfTheStream() {
        SplittableRandom random = new SplittableRandom(4);
        float[] target = {0.15f, 0.25f, 0.6f};
        float[] features = features(labels(target, 6000, random), random);
        NDArray probabilities = logits(features).softmax(-1).reshape(6000, 1, CLASSES);
        NDArray reference = manager.create(SOURCE, new Shape(1, CLASSES));

        float[] found = MaximumLikelihoodPrior.likeliest(probabilities, reference, reference)
                .toFloatArray();

        assertThat(found).containsExactly(target, within(0.06f));
        float[] naive = probabilities.mean(new int[] {0}).toFloatArray();
        assertThat(naive[2]).isLessThan(0.5f);
    }

    @Test
    void theAdapterImprovesPredictionsUnderOtherSharesAndKeepsThoseUnderTheSources() {
        SplittableRandom random = new SplittableRandom(8);
        long[] training = labels(SOURCE, 3000, random);
        ShareDegree degree = ShareDegree.of(SOURCE);
        LabelShiftAdapter adapter =
                new LabelShiftAdapter(features(training, random), training, WEIGHT, bias(SOURCE), degree, 1, manager);

        float[] turned = degree.shares(-1);
        assertThat(turned[2]).isGreaterThan(turned[1]).isGreaterThan(0.5f);
        long[] labels = labels(turned, 4000, random);
        float[] features = features(labels, random);
        double plain = accuracy(logits(features), labels);
        double adapted = accuracy(logits(features).add(change(adapter, features, turned)), labels);
        NDArray exact = logits(features)
                .add(manager.create(
                        new float[] {ratio(turned, 0), ratio(turned, 1), ratio(turned, 2)}, new Shape(1, CLASSES)));
        assertThat(adapted).isGreaterThan(plain + 0.05);
        assertThat(adapted).isCloseTo(accuracy(exact, labels), within(0.03));

        long[] like = labels(SOURCE, 4000, random);
        float[] again = features(like, random);
        assertThat(accuracy(logits(again).add(change(adapter, again, SOURCE)), like))
                .isCloseTo(accuracy(logits(again), like), within(0.02));
    }

    private static float ratio(float[] target, int label) {
        return (float) Math.log(target[label] / SOURCE[label]);
    }

    private NDArray change(LabelShiftAdapter adapter, float[] features, float[] shares) {
        return adapter.change(
                        manager.create(features, new Shape(1, features.length / 2, 2)),
                        manager.create(WEIGHT, new Shape(1, CLASSES, 2)),
                        manager.create(bias(SOURCE), new Shape(1, 1, CLASSES)),
                        manager.create(shares, new Shape(1, CLASSES)))
                .reshape(-1, CLASSES);
    }

    @Test
    void sharesAreDescribedByTheirInnerProductWithARankOfTheSourcesClasses() {
        ShareDegree degree = ShareDegree.of(new float[] {0.2f, 0.7f, 0.1f});

        assertThat(degree.direction()).containsExactly(0, 1, -1);
        assertThat(degree.degree(new float[] {0.5f, 0.2f, 0.3f})).isCloseTo(-0.1, within(1e-6));
    }

    @Test
    void anEstimateNeverFallsBelowATenthOfAnEvenShareByMuch() {
        float[] bounded = MaximumLikelihoodPrior.bounded(new float[] {1, 0, 0, 0});

        assertThat(bounded[1]).isBetween(0.02f, 0.025f);
        assertThat(bounded[0] + bounded[1] + bounded[2] + bounded[3]).isCloseTo(1, within(1e-6f));
    }

    @Test
    void predictionsAreWeightedByTheRatioOfTheShares() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationSettings plain = Streams.settings("norm", Statistics.BATCH);
            AdaptationEngine bare = new AdaptationEngine(model, plain);
            AdaptationEngine engine =
                    new AdaptationEngine(model, plain.with(Streams.wrappers(LabelShift.MLLS, 0, 0, 0)));

            BatchResult result =
                    engine.step(List.of(Streams.batch(2, 0, Optional.empty()))).get(0);
            BatchResult expected =
                    bare.step(List.of(Streams.batch(2, 0, Optional.empty()))).get(0);

            float[] prior = Streams.vector(result.state(), "label-shift.prior");
            float[] source = MaximumLikelihoodPrior.bounded(
                    model.source().knowledge().get("prior").floats());
            assertThat(prior).isNotEqualTo(source);
            for (int n = 0; n < Streams.BATCH; n++) {
                double sum = 0;
                double[] weighted = new double[prior.length];
                for (int c = 0; c < prior.length; c++) {
                    weighted[c] = expected.probabilities()[n][c] * prior[c] / source[c];
                    sum += weighted[c];
                }
                for (int c = 0; c < prior.length; c++) {
                    assertThat((double) result.probabilities()[n][c]).isCloseTo(weighted[c] / sum, within(1e-4));
                }
            }
        }
    }

    @Test
    void anAdapterForABalancedSourceIsRefused() {
        try (LoadedModel model = SyntheticModel.load()) {
            AdaptationSettings settings =
                    Streams.settings("tent", Statistics.BATCH).with(Streams.wrappers(LabelShift.LSA, 0, 0, 0));

            assertThatThrownBy(() -> new AdaptationEngine(model, settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("adapt.label-shift lsa learns from a source whose classes are not equally frequent, but"
                            + " those of this model are; set it to mlls");
        }
    }
}
