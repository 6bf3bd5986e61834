// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** When signals end, measured on simulated scores of three statistics of which one shifts. */
class ScoreChartsReturnTest {

    private static final int RUNS = 2000;
    private static final int LONG = 100;
    private static final double THRESHOLD = 10;

    private final ScoreCharts monitor =
            new ScoreCharts(GaussianScores.reference("distance", "entropy", "level"), THRESHOLD);
    private final GaussianScores scores = new GaussianScores(23);
    private double[] state;
    private long batch;

    private boolean signalAfter(double shift) {
        double[] statistics = {scores.next(shift), scores.next(0), scores.next(0)};
        ScoreCharts.Update update = monitor.update(state, statistics, 1, ++batch, false);
        state = update.state();
        return update.signal().isPresent();
    }

    private void shiftUntilAlarm(double shift) {
        state = new double[0];
        while (!signalAfter(shift)) {
            assertThat(batch).isLessThan(Integer.MAX_VALUE);
        }
    }

    /** Batches under {@code shift} until the signal resolves, at most {@code most}. */
    private int batchesUntilResolved(double shift, int most) {
        for (int i = 1; i < most; i++) {
            if (signalAfter(shift)) {
                return i;
            }
        }
        return most;
    }

    private double shareResolvedUnder(double shift) {
        int resolved = 0;
        for (int run = 0; run < RUNS; run++) {
            shiftUntilAlarm(shift);
            resolved += batchesUntilResolved(shift, LONG) < LONG ? 1 : 0;
        }
        return (double) resolved / RUNS;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -1})
    void aShiftOfOneDeviationThatLastsIsSeldomTakenForAReturn(double shift) {
        assertThat(shareResolvedUnder(shift)).isLessThan(0.05);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.4, 2, 3, -1.4, -2, -3})
    void aStrongerShiftThatLastsIsPracticallyNeverTakenForAReturn(double shift) {
        assertThat(shareResolvedUnder(shift)).isLessThan(0.005);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.4, 3, 10, -3})
    void aReturnIsSeenAfterTwelveBatchesOnAverage(double shift) {
        double total = 0;
        int late = 0;
        for (int run = 0; run < RUNS; run++) {
            shiftUntilAlarm(shift);
            int taken = batchesUntilResolved(0, LONG);
            total += taken;
            late += taken > 25 ? 1 : 0;
        }
        assertThat(total / RUNS).isCloseTo(12, within(1.5));
        assertThat((double) late / RUNS).isLessThan(0.06);
    }

    @Test
    void aStreamThatIsBackDoesNotAlarmAgain() {
        int again = 0;
        for (int run = 0; run < RUNS; run++) {
            shiftUntilAlarm(2);
            batchesUntilResolved(0, LONG);
            again += batchesUntilResolved(0, LONG) < LONG ? 1 : 0;
        }
        assertThat((double) again / RUNS).isLessThan(0.01);
    }
}
