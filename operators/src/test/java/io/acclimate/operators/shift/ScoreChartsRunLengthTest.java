// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Measured on simulated scores, the monitor's run lengths are those that its threshold was chosen by. */
class ScoreChartsRunLengthTest {

    private static final int RUNS = 4000;
    private static final double WANTED = 500;
    private static final double THRESHOLD = FalseAlarmBudget.threshold(1, 1, 1, WANTED);

    private final ScoreCharts monitor = new ScoreCharts(GaussianScores.reference("distance"), THRESHOLD);

    private double meanRunLength(double shift) {
        GaussianScores scores = new GaussianScores(17);
        long total = 0;
        for (int run = 0; run < RUNS; run++) {
            ScoreCharts.Update update = null;
            double[] state = {};
            int batches = 0;
            do {
                batches++;
                update = monitor.update(
                        state, new double[] {scores.next(shift)}, 1, batches * GaussianScores.BATCH_MICROS, false);
                state = update.state();
            } while (update.signal().isEmpty());
            total += batches;
        }
        return (double) total / RUNS;
    }

    @Test
    void withoutAShiftFalseAlarmsAreAsRareAsTheBudgetSays() {
        assertThat(meanRunLength(0)).isCloseTo(WANTED, within(0.1 * WANTED));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 3, -1, -2, -3})
    void aShiftEitherWayIsFoundAfterTheExpectedDelay(double shift) {
        double expected = FalseAlarmBudget.runLength(THRESHOLD, Math.abs(shift));

        assertThat(meanRunLength(shift)).isCloseTo(expected, within(0.1 * expected));
    }
}
