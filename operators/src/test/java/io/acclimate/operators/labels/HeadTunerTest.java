// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory.Labelled;
import io.acclimate.state.RememberedWindow;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** A head is used only if it does better on labels that it has not seen, and leaves the source as it is. */
class HeadTunerTest {

    private static final int CLASSES = SyntheticModel.CLASSES;
    private static final float SURE = 0.7f;
    private static final float FAR = 4;

    private static final LabelSpace SPACE = new LabelSpace(SyntheticModel.trained());
    private static final HeadTuner TUNER = new HeadTuner(SPACE);

    /** A window around a class's prototype, moved away from the source, that the model takes for {@code predicted}. */
    private static RememberedWindow window(int index, int of, int predicted, float moved) {
        SourceKnowledge knowledge = SyntheticModel.trained().knowledge();
        float[] prototypes = knowledge.get(SourceKnowledge.PROTOTYPES).floats();
        float[] variance = knowledge.get(SourceKnowledge.FEATURE_VARIANCE).floats();
        int size = variance.length;
        SplittableRandom random = new SplittableRandom(index);
        float[] features = new float[size];
        for (int i = 0; i < size; i++) {
            double noise = random.nextDouble(-0.5, 0.5);
            features[i] = prototypes[of * size + i] + (float) (Math.sqrt(variance[i]) * (moved + noise));
        }
        float[] probabilities = new float[CLASSES];
        Arrays.fill(probabilities, (1 - SURE) / (CLASSES - 1));
        probabilities[predicted] = SURE;
        return new RememberedWindow(index, index + 1, features, probabilities);
    }

    private static List<Labelled> labelled(int count, float moved, IntUnaryOperator predicted, IntUnaryOperator label) {
        List<Labelled> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Labelled(window(i, i % CLASSES, predicted.applyAsInt(i), moved), label.applyAsInt(i), i));
        }
        return all;
    }

    private static int predicted(LabelHead head, RememberedWindow window) {
        float[] probabilities = SPACE.corrected(head, window.probabilities(), window.features());
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }

    @Test
    void labelsOfAModelThatErrsSystematicallyMakeItRightOnNewWindows() {
        List<Labelled> few = labelled(24, FAR, i -> (i + 1) % CLASSES, i -> i % CLASSES);

        HeadTuner.Tuning tuning = TUNER.tune(few, LabelHead.NONE);

        assertThat(tuning.head().isNone()).isFalse();
        assertThat(tuning.loss()).isLessThan(tuning.lossWithout());
        assertThat(tuning.undone()).isFalse();
        int right = 0;
        for (int i = 100; i < 140; i++) {
            right += predicted(tuning.head(), window(i, i % CLASSES, (i + 1) % CLASSES, FAR)) == i % CLASSES ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(36);
    }

    @Test
    void labelsThatAgreeWithAnUnsureModelDoNotMakeItWorse() {
        HeadTuner.Tuning tuning = TUNER.tune(labelled(24, FAR, i -> i % CLASSES, i -> i % CLASSES), LabelHead.NONE);

        assertThat(tuning.loss()).isLessThanOrEqualTo(tuning.lossWithout());
    }

    @Test
    void aHeadInUseIsUndoneWhereTheModelTurnsOutToBeRight() {
        LabelHead inUse = TUNER.tune(labelled(24, FAR, i -> (i + 1) % CLASSES, i -> i % CLASSES), LabelHead.NONE)
                .head();
        List<Labelled> right = labelled(24, FAR, i -> i % CLASSES, i -> i % CLASSES).stream()
                .map(each -> new Labelled(certain(each.window()), each.label(), each.step()))
                .toList();

        HeadTuner.Tuning tuning = TUNER.tune(right, inUse);

        assertThat(tuning.head().isNone()).isTrue();
        assertThat(tuning.undone()).isTrue();
        assertThat(tuning.loss()).isEqualTo(tuning.lossWithout());
    }

    @Test
    void labelsThatFollowNoRuleTeachNothing() {
        SplittableRandom random = new SplittableRandom(5);
        int[] labels = random.ints(60, 0, CLASSES).toArray();
        int[] predicted = random.ints(60, 0, CLASSES).toArray();

        HeadTuner.Tuning tuning = TUNER.tune(
                labelled(60, FAR, i -> predicted[i], i -> i % 3 == 0 ? labels[i] : predicted[i]), LabelHead.NONE);

        assertThat(tuning.loss()).isGreaterThan(tuning.lossWithout() - 0.1);
    }

    private static RememberedWindow certain(RememberedWindow window) {
        float[] probabilities = new float[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            probabilities[c] = window.probabilities()[c] == SURE ? 1 : 0;
        }
        return new RememberedWindow(window.startMicros(), window.endMicros(), window.features(), probabilities);
    }

    @Test
    void aHeadThatWouldMakeThePrototypesOfTheSourceWrongIsNotUsed() {
        HeadTuner.Tuning tuning =
                TUNER.tune(labelled(200, 0, i -> i % CLASSES, i -> (i + 1) % CLASSES), LabelHead.NONE);

        for (Example prototype : SPACE.prototypes()) {
            double[] probabilities = HeadFit.probabilities(tuning.head(), prototype.input(), prototype.scores());
            double[] source = HeadFit.softmax(prototype.scores());
            if (Arrays.stream(source).max().orElseThrow() == source[prototype.label()]) {
                assertThat(Arrays.stream(probabilities).max().orElseThrow())
                        .isEqualTo(probabilities[prototype.label()]);
            }
        }
    }

    @Test
    void fewerLabelsThanFourTeachNothing() {
        HeadTuner.Tuning tuning = TUNER.tune(
                labelled(HeadTuner.FEWEST - 1, FAR, i -> (i + 1) % CLASSES, i -> i % CLASSES), LabelHead.NONE);

        assertThat(tuning.head()).isSameAs(LabelHead.NONE);
    }

    @Test
    void equalLabelsGiveEqualBits() {
        List<Labelled> few = labelled(24, FAR, i -> (i + 1) % CLASSES, i -> i % CLASSES);

        assertThat(TUNER.tune(few, LabelHead.NONE).head().weights())
                .isDeepEqualTo(TUNER.tune(few, LabelHead.NONE).head().weights());
    }

    @Test
    void withoutAHeadProbabilitiesAreTheSameArray() {
        RememberedWindow window = window(1, 0, 0, 0);

        assertThat(SPACE.corrected(LabelHead.NONE, window.probabilities(), window.features()))
                .isSameAs(window.probabilities());
    }
}
