// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.guard.Verdict.Action;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guard makes of the features of a batch. */
class GuardFeaturesTest extends GuardCase {

    @Test
    void contradictionIsNoHarmWhereTheAdaptedModelFitsAsWell() {
        for (int i = 0; i < 50; i++) {
            assertThat(judge(1, 1, new float[] {0, 1, 0}).action()).isEqualTo(Action.PASS);
        }
    }

    @Test
    void featuresThatHaveBecomeAlikeAreRolledBackEvenWhereTheSourceDoesNotKnowTheBatch() {
        float[] onAPrototype = {0, 1, 0};
        assertThat(judge(1, 100, onAPrototype).action()).isEqualTo(Action.PASS);
        adaptedVariation = 0;
        Verdict verdict = judge(1, 100, onAPrototype);

        assertThat(verdict.action()).isEqualTo(Action.ROLL_BACK);
        assertThat(verdict.measure()).isEqualTo("adapted-variation");
        assertThat(verdict.evidence().get("adapted-variation")).isZero();
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
    void aSingleWindowTeachesNothingEitherButIsNoStuckSensor() {
        BatchResult whole = result(0, 1, AT_HOME, 0, WINDOWS, 0.1f);
        Verdict verdict = judge(new BatchResult(
                whole.state(),
                first(whole.probabilities()),
                first(whole.sourceProbabilities()),
                new int[1],
                first(whole.sourceFeatures()),
                first(whole.features()),
                whole.statistics(),
                whole.loss(),
                whole.meanEntropy(),
                whole.parameterDistance(),
                whole.skipped()));

        assertThat(verdict.action()).isEqualTo(Action.HOLD);
        assertThat(verdict.incident()).isZero();
    }

    private static float[][] first(float[][] rows) {
        return new float[][] {rows[0]};
    }
}
