// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.TestModel;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.guard.GuardedStream;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.state.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

/** An evaluation tells a stream as many labels as its plan says, as late as it says, and they help. */
class RevealedLabelsTest {

    private static final LabelSettings SETTINGS = new LabelSettings(true, 256, 64, 0);
    private static final ModelPackage MODEL = TestModel.load();
    private static final int BATCH = 20;
    private static final int DELAY = 3;
    private static final float FAR = 4;

    private final int classes = MODEL.spec().classes().size();
    private final SplittableRandom random = new SplittableRandom(1);
    private long instant;
    private int[] truth;

    /** A batch of a stream that left the source, in which every window is taken for the class after its own. */
    private float[][] predictions(RevealedLabels labels) throws Exception {
        float[] prototypes = MODEL.knowledge().get(SourceKnowledge.PROTOTYPES).floats();
        float[] variance =
                MODEL.knowledge().get(SourceKnowledge.FEATURE_VARIANCE).floats();
        List<Sample> samples = new ArrayList<>();
        float[][] features = new float[BATCH][variance.length];
        float[][] probabilities = new float[BATCH][classes];
        truth = new int[BATCH];
        for (int n = 0; n < BATCH; n++) {
            samples.add(new Sample("s", instant, ++instant, 0, new byte[0]));
            truth[n] = random.nextInt(classes);
            for (int i = 0; i < variance.length; i++) {
                features[n][i] = prototypes[truth[n] * variance.length + i]
                        + (float) (Math.sqrt(variance[i]) * (FAR + random.nextDouble(-0.3, 0.3)));
            }
            Arrays.fill(probabilities[n], 0.3f / (classes - 1));
            probabilities[n][(truth[n] + 1) % classes] = 0.7f;
        }
        BatchResult result = new BatchResult(
                null,
                probabilities,
                probabilities.clone(),
                new int[BATCH],
                features,
                features,
                new double[0],
                0,
                0,
                0,
                Optional.empty());
        return labels.predictions(
                samples, new GuardedStream.Step(result, Optional.empty(), AdaptationAction.STEP, false), truth);
    }

    private int right(float[][] predictions) {
        int right = 0;
        for (int n = 0; n < BATCH; n++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = predictions[n][c] > predictions[n][best] ? c : best;
            }
            right += best == truth[n] ? 1 : 0;
        }
        return right;
    }

    @ParameterizedTest
    @EnumSource
    void labelsHelpOnceTheyHaveCome(LabelPlan.Choice choice) throws Exception {
        RevealedLabels labels = RevealedLabels.of(new LabelPlan(20, choice, DELAY), SETTINGS, MODEL, 1)
                .orElseThrow();
        for (int batch = 0; batch <= DELAY; batch++) {
            assertThat(right(predictions(labels))).isZero();
        }
        for (int batch = 0; batch < 12; batch++) {
            predictions(labels);
        }

        assertThat(right(predictions(labels))).isGreaterThan(BATCH * 3 / 4);
    }

    @Test
    void aPlanWithoutLabelsTellsNothing() {
        assertThat(RevealedLabels.of(LabelPlan.NONE, SETTINGS, MODEL, 1)).isEmpty();
    }
}
