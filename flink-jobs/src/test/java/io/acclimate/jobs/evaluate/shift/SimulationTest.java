// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.FalseAlarmBudget;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftObservation;
import io.acclimate.operators.shift.ShiftReference;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SimulationTest {

    private static final Candidate CUSUM = Candidate.all(1).get(0);

    @Test
    void aCalibratedThresholdIsTheOneOfTheFormula() {
        double found = Simulation.gaussian(1, 0).calibrated(CUSUM, 200, 5);

        assertThat(found).isCloseTo(FalseAlarmBudget.threshold(1, 1, 1, 200), within(0.3));
    }

    @Test
    void theDelayIsThatOfTheFormulaAndAShiftThatNobodySeesHasNone() {
        double delay = Simulation.gaussian(1, 1).delay(CUSUM, 5, 20, 400, 6).median();
        assertThat(delay).isBetween(8.0, 11.0);

        Simulation still = new Simulation((random, shifted) -> new double[] {0}, 10, 30);
        assertThat(still.delay(CUSUM, 5, 20, 10, 6).median()).isInfinite();
    }

    @Test
    void scoresAreStandardizedOnTheScaleThatIsCharted() {
        ShiftReference reference = new ShiftReference(
                List.of("a"),
                new int[] {1},
                new double[][] {{0}},
                new double[][] {{1}},
                new double[] {1},
                new double[] {0.5});
        WindowScores scores = new WindowScores(
                new ShiftKnowledge(reference, Optional.empty()), List.of(seen(1), seen(9), seen(1), seen(9)));

        assertThat(scores.of(seen(16))[0]).isCloseTo(2, within(1e-4));
    }

    private static ShiftObservation seen(double value) {
        return new ShiftObservation(new double[] {value}, new double[0], new double[0], -1, -1, -1);
    }
}
