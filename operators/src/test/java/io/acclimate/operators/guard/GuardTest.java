// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.guard.Verdict.Action;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftReference;
import io.acclimate.state.StreamState;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Three classes on the axes of a space of three features; the source model answers class 0 with 0.9. */
class GuardTest {

    private static final int WINDOWS = 8;
    private static final ModelPackage MODEL = new ModelPackage(
            "id",
            new ModelSpec(
                    ModelSpec.FORMAT_VERSION,
                    "classification",
                    "feature-mlp",
                    List.of(),
                    List.of(3),
                    List.of("a", "b", "c"),
                    null,
                    Map.of()),
            Map.of(),
            new SourceKnowledge(Map.of(
                    SourceKnowledge.PROTOTYPES,
                    HostTensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3),
                    SourceKnowledge.FEATURE_VARIANCE,
                    HostTensor.of(new float[] {0.1f, 0.1f, 0.1f}, 3))));
    private static final ShiftReference REFERENCE = new ShiftReference(
            List.of("distance", "prediction-entropy"),
            new int[] {1},
            new double[][] {{0, 0}},
            new double[][] {{0.1, 0.1}},
            new double[] {0.1, 0.1});
    private static final float[] AT_HOME = {1, 0, 0};
    /** Fits no class. */
    private static final float[] ASTRAY = {3, 3, 3};
    /** Is added to the features of the predicted class. */
    private static final float[] OFF = {0.3f, 0.3f, 0.3f};

    private final Guard guard = new Guard(new GuardSettings(true, 0.02, 1e4, 1), REFERENCE, MODEL);
    private double[] kept = new double[0];
    private long step;
    private double entropy = 1;

    @Test
    void aModelThatAgreesWithTheSourcePassesAndIsHealthy() {
        Verdict verdict = judge(0, 1, AT_HOME);

        assertThat(verdict.action()).isEqualTo(Action.PASS);
        assertThat(verdict.healthy()).isTrue();
        assertThat(verdict.answerFromSource()).isFalse();
    }

    @Test
    void aModelThatContradictsAKnowingSourceIsResetWithinTwoBatches() {
        Verdict first = judge(1, 1, ASTRAY);
        Verdict last = first.action() == Action.RESET ? first : judge(1, 1, ASTRAY);

        assertThat(last.action()).isEqualTo(Action.RESET);
        assertThat(last.answerFromSource()).isTrue();
        assertThat(last.measure()).isEqualTo("wealth");
        assertThat(last.incident()).isEqualTo(step);
    }

    @Test
    void theSecondTimeTheStreamIsFrozenUntilTheSourceMeetsThreeBatchesThatItDoesNotKnow() {
        until(Action.RESET);
        until(Action.FREEZE);
        assertThat(judge(0, 1, AT_HOME).action()).isEqualTo(Action.STAY_FROZEN);

        assertThat(judge(0, 100, AT_HOME).action()).isEqualTo(Action.STAY_FROZEN);
        assertThat(judge(0, 1, AT_HOME).action())
                .as("a known batch begins the count anew")
                .isEqualTo(Action.STAY_FROZEN);
        assertThat(judge(0, 100, AT_HOME).action()).isEqualTo(Action.STAY_FROZEN);
        assertThat(judge(0, 100, AT_HOME).action()).isEqualTo(Action.STAY_FROZEN);
        assertThat(judge(0, 100, AT_HOME).action()).isEqualTo(Action.THAW);
        assertThat(judge(0, 100, AT_HOME).action()).isEqualTo(Action.PASS);
    }

    @Test
    void contradictingASourceThatDoesNotKnowTheBatchIsNoHarm() {
        for (int i = 0; i < 50; i++) {
            Verdict verdict = judge(1, 100, new float[] {0, 1, 0});
            assertThat(verdict.action()).isEqualTo(Action.PASS);
            assertThat(verdict.evidence().get("wealth")).isZero();
        }
    }

    @Test
    void contradictionIsNoHarmWhereTheAdaptedModelFitsAsWell() {
        for (int i = 0; i < 50; i++) {
            assertThat(judge(1, 1, new float[] {0, 1, 0}).action()).isEqualTo(Action.PASS);
        }
    }

    @Test
    void toleratedHarmIsToleratedForLong() {
        GuardMeasures measures = new GuardMeasures(0.9, REFERENCE, MODEL);
        GuardState state = measures.state(kept);
        for (int i = 0; i < 1000; i++) {
            measures.take(state, result(1, 1, ASTRAY, 0), 1);
        }
        assertThat(GuardMeasures.wealth(state)).isLessThan(100);
    }

    @Test
    void anIncidentIsResolvedByTheFirstHealthyBatchAndOnlyOnce() {
        long opened = until(Action.RESET).incident();

        Verdict healthy = judge(0, 1, AT_HOME);
        assertThat(healthy.incident()).isEqualTo(opened);
        assertThat(healthy.resolved()).isTrue();
        assertThat(judge(0, 1, AT_HOME).incident()).isZero();
    }

    @Test
    void parametersTooFarFromTheSourceAreRolledBackAndTheSecondTimeReset() {
        assertThat(judge(result(0, 100, AT_HOME, 1.5)).action()).isEqualTo(Action.ROLL_BACK);
        assertThat(judge(result(0, 100, AT_HOME, 1.5)).action()).isEqualTo(Action.RESET);
    }

    @Test
    void featuresThatLeaveTheSourceSlowTheUpdateByTheirDivergence() {
        Verdict verdict = judge(0, 100, OFF);
        for (int i = 0; i < 100 && verdict.action() == Action.PASS; i++) {
            verdict = judge(0, 100, OFF);
        }

        assertThat(verdict.action()).isEqualTo(Action.SLOW);
        assertThat(verdict.keep()).isEqualTo(1 - verdict.evidence().get("divergence"));
        assertThat(verdict.incident()).as("it is alerted").isEqualTo(step);
    }

    @Test
    void aGuardThatIsOffLetsEverythingPass() {
        Guard off = new Guard(new GuardSettings(false, 0.02, 1e4, 1), REFERENCE, MODEL);
        Verdict verdict = off.judge(kept, result(1, 1, ASTRAY, 5));
        assertThat(verdict.action()).isEqualTo(Action.PASS);
        assertThat(verdict.healthy()).isTrue();
        assertThat(verdict.state()).isSameAs(kept);
    }

    @Test
    void featuresThatFitNoClassAreRolledBackEvenWhereTheSourceDoesNotKnowTheBatch() {
        Verdict verdict = judge(0, 100, ASTRAY);

        assertThat(verdict.action()).isEqualTo(Action.ROLL_BACK);
        assertThat(verdict.measure()).isEqualTo("misfit");
        assertThat(verdict.evidence().get("misfit")).isGreaterThan(verdict.limit());
    }

    @Test
    void aSourceThatIsSurerThanItEverWasOfWindowsThatLookAlikeDoesNotKnowThem() {
        assertThat(judge(0, 1, AT_HOME).evidence()).containsEntry("known", 1.0);
        entropy = 0.01;
        assertThat(judge(0, 1, AT_HOME).evidence()).containsEntry("known", 0.0);
        BatchResult varied = result(0, 1, AT_HOME, 0, WINDOWS, 0.8f);
        assertThat(judge(varied).evidence()).containsEntry("known", 1.0);
    }

    @Test
    void aDoubtfulModelIsHeldAndTheSourceAnswersUntilTheBetIsWonOrLost() {
        Verdict verdict = judge(partlyWrong(3));
        assertThat(verdict.action()).isEqualTo(Action.PASS);
        verdict = judge(partlyWrong(3));

        assertThat(verdict.action()).isEqualTo(Action.HOLD);
        assertThat(verdict.evidence().get("wealth")).isBetween(100.0, 1e4);
        assertThat(verdict.answerFromSource()).isTrue();
        assertThat(verdict.incident()).as("it is alerted").isEqualTo(step);
        assertThat(judge(partlyWrong(3)).action()).isEqualTo(Action.RESET);
    }

    @Test
    void windowsThatAreAllTheSameTeachNothingAndMoveNoMeasure() {
        judge(0, 1, AT_HOME);
        double[] before = kept.clone();
        Verdict verdict = judge(result(1, 1, ASTRAY, 0, WINDOWS, 0));

        assertThat(verdict.action()).isEqualTo(Action.HOLD);
        assertThat(verdict.measure()).isEqualTo("variation");
        assertThat(verdict.evidence()).containsEntry("variation", 0.0);
        assertThat(verdict.incident()).isEqualTo(step);
        before[5] = step;
        assertThat(kept).as("only the incident was noted").containsExactly(before);
    }

    @Test
    void theVectorOfTheFirstLayoutIsReadAndGrown() {
        judge(1, 100, ASTRAY);
        double[] first = Arrays.copyOf(kept, kept.length - 1);
        first[0] = 1;
        BatchResult next = result(1, 1, ASTRAY, 0);

        assertThat(guard.judge(first, next).state())
                .containsExactly(guard.judge(kept, next).state());
    }

    @Test
    void theVectorIsAllThatTheNextVerdictDependsOn() {
        judge(1, 100, ASTRAY);
        Guard restored = new Guard(new GuardSettings(true, 0.02, 1e4, 1), REFERENCE, MODEL);
        double[] before = kept.clone();
        BatchResult next = result(1, 1, ASTRAY, 0);

        Verdict here = guard.judge(kept, next);
        Verdict there = restored.judge(before, next);

        assertThat(there.state()).containsExactly(here.state());
        assertThat(before).as("what was handed in is left alone").containsExactly(kept);
    }

    @Test
    void aVectorOfAnotherLayoutIsRefusedWithASentence() {
        assertThatThrownBy(() -> guard.judge(new double[] {7, 0}, result(0, 1, AT_HOME, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layout 7 of 2 values");
    }

    private Verdict until(Action action) {
        for (int i = 0; i < 20; i++) {
            Verdict verdict = judge(1, 1, ASTRAY);
            if (verdict.action() == action) {
                return verdict;
            }
        }
        throw new AssertionError("no " + action + " in 20 batches");
    }

    private Verdict judge(int adaptedClass, double distance, float[] features) {
        return judge(result(adaptedClass, distance, features, 0));
    }

    private Verdict judge(BatchResult result) {
        Verdict verdict = guard.judge(kept, result);
        kept = verdict.state();
        return verdict;
    }

    private BatchResult result(int adaptedClass, double distance, float[] features, double parameterDistance) {
        return result(adaptedClass, distance, features, parameterDistance, WINDOWS, 0.1f);
    }

    /** A known batch in which the adapted model contradicts the source on some windows. */
    private BatchResult partlyWrong(int windows) {
        return result(1, 1, OFF, 0, windows, 0.1f);
    }

    private BatchResult result(
            int adaptedClass,
            double distance,
            float[] features,
            double parameterDistance,
            int ofThatClass,
            float variation) {
        step++;
        float[][] adapted = new float[WINDOWS][];
        float[][] source = new float[WINDOWS][];
        float[][] adaptedFeatures = new float[WINDOWS][];
        float[][] sourceFeatures = new float[WINDOWS][];
        for (int n = 0; n < WINDOWS; n++) {
            adapted[n] = new float[3];
            adapted[n][n < ofThatClass ? adaptedClass : 0] = 1;
            source[n] = new float[] {0.9f, 0.05f, 0.05f};
            adaptedFeatures[n] = features.clone();
            adaptedFeatures[n][n < ofThatClass ? adaptedClass : 0] += features == OFF ? 1 : 0;
            sourceFeatures[n] = new float[] {1, n % 2 * variation, 0};
        }
        StreamState state = new StreamState("id", "tent", 0, step, step, List.of(), new double[0], kept, 0);
        return new BatchResult(
                state,
                adapted,
                source,
                new int[WINDOWS],
                sourceFeatures,
                adaptedFeatures,
                new double[] {distance, entropy},
                0.1,
                0.1,
                parameterDistance,
                Optional.empty());
    }
}
