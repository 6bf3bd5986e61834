// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.guard.Verdict.Action;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Three classes on the axes of a space of three features; the source model answers class 0 with 0.9. */
class GuardTest extends GuardCase {

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
            assertThat(verdict.evidence().get("wealth")).isLessThan(1);
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
    void aGuardThatIsOffLetsEverythingPass() {
        Guard off = new Guard(new GuardSettings(false, 0.02, 1e4, 1), REFERENCE, MODEL);
        Verdict verdict = off.judge(kept, result(1, 1, ASTRAY, 5));
        assertThat(verdict.action()).isEqualTo(Action.PASS);
        assertThat(verdict.healthy()).isTrue();
        assertThat(verdict.state()).isSameAs(kept);
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
    void doubtEndsWithBatchesThatTheAdaptedModelFitsBetter() {
        judge(partlyWrong(3));
        assertThat(judge(partlyWrong(3)).action()).isEqualTo(Action.HOLD);

        Verdict verdict = judge(1, 1, AT_HOME_IN_ONE);
        for (int batches = 1; verdict.action() == Action.HOLD && batches < 10; batches++) {
            verdict = judge(1, 1, AT_HOME_IN_ONE);
        }
        assertThat(verdict.action()).isEqualTo(Action.PASS);
    }

    @Test
    void theSourceAnswersAKnownBatchThatTheAdaptedModelFitsNoBetter() {
        Verdict verdict = judge(partlyWrong(1));

        assertThat(verdict.action()).isEqualTo(Action.PASS);
        assertThat(verdict.answerFromSource()).isTrue();
        assertThat(verdict.healthy()).isTrue();
        assertThat(guard.answersFromSource(kept)).as("also at once").isTrue();
    }

    @Test
    void theAdaptedModelAnswersOnlyWhereItFitsClearlyBetter() {
        assertThat(judge(0, 1, AT_HOME).answerFromSource()).isFalse();

        adaptedVariation = 0.14f;
        assertThat(judge(0, 1, AT_HOME).answerFromSource()).as("as well").isTrue();
    }

    @Test
    void theAdaptedModelAnswersWhereItContradictsTheSourceOnManyWindowsAndWhatTheSourceDoesNotKnow() {
        assertThat(judge(partlyWrong(3)).answerFromSource()).isFalse();
        assertThat(judge(result(1, 100, OFF, 0, 1, 0.1f)).answerFromSource()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 2", "3, 1"})
    void theVectorOfAnOlderLayoutIsReadAndGrown(int layout, int fewer) {
        judge(1, 100, ASTRAY);
        double[] older = Arrays.copyOf(kept, kept.length - fewer);
        older[0] = layout;
        BatchResult next = result(1, 1, ASTRAY, 0);

        assertThat(guard.judge(older, next).state())
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
}
