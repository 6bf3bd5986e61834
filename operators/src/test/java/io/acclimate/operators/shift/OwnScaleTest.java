// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OwnScaleTest {

    private static final double SPREAD = 0.7;
    private static final double WANTED = 4000;
    private static final int BATCHES = 4000;
    private static final int STREAMS = 60;
    private static final int SHORT = 500;
    private static final int SHORT_STREAMS = 300;
    private static final ShiftReference REFERENCE = new ShiftReference(
            List.of("score"),
            new int[] {1},
            new double[][] {{0}},
            new double[][] {{1}},
            new double[] {SPREAD},
            new double[] {ShiftReference.AS_IS});

    private final SplittableRandom random = new SplittableRandom(23);

    /** A level that is frozen after 256 batches alarms two and a half times as often as the budget says. */
    @ParameterizedTest
    @CsvSource({"1.0", "1.1"})
    void streamsWithALevelAndASpreadOfTheirOwnKeepTheBudget(double deviation) {
        ScoreCharts charts = new ScoreCharts(REFERENCE, FalseAlarmBudget.threshold(1, 1, 1, WANTED));
        int alarms = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            double level = SPREAD * random.nextGaussian();
            double[] state = {};
            for (int i = 1; i <= BATCHES; i++) {
                double[] value = {level + deviation * random.nextGaussian()};
                ScoreCharts.Update update = charts.update(state, value, 1, i, false);
                alarms += update.signal().isPresent() ? 1 : 0;
                state = update.signal().isPresent() ? new double[0] : update.state();
            }
        }
        assertThat(alarms / (STREAMS * BATCHES / WANTED)).isBetween(1 / 1.5, 1.5);
    }

    /** In the order in which the package knows them they would deviate four times as much. */
    @ParameterizedTest
    @CsvSource({"0.25", "0.3"})
    void shortStreamsOfDrawnWindowsKeepTheBudget(double deviation) {
        ShiftReference reference = new ShiftReference(
                List.of("score"),
                new int[] {1},
                new double[][] {{0}},
                new double[][] {{1}},
                new double[] {SPREAD},
                new double[] {ShiftReference.AS_IS},
                new double[][] {{0.25}});

        assertThat(ratio(reference, deviation, true)).isBetween(1 / 1.5, 1.5);
        assertThat(ratio(reference, deviation, false)).isLessThan(1 / 1.5);
    }

    /** False alarms of short streams over their budget. */
    private double ratio(ShiftReference reference, double deviation, boolean drawn) {
        double budget = 500;
        ScoreCharts charts = new ScoreCharts(reference, FalseAlarmBudget.threshold(1, 1, 1, budget));
        int alarms = 0;
        for (int stream = 0; stream < SHORT_STREAMS; stream++) {
            double level = SPREAD * random.nextGaussian();
            double[] state = {};
            for (int i = 1; i <= SHORT; i++) {
                double[] value = {level + deviation * random.nextGaussian()};
                ScoreCharts.Update update = charts.update(state, value, 1, i, drawn);
                alarms += update.signal().isPresent() ? 1 : 0;
                state = update.signal().isPresent() ? new double[0] : update.state();
            }
        }
        return alarms * budget / SHORT_STREAMS / SHORT;
    }

    @Test
    void whatIsLearnedIsTheLevelAndTheSpreadOfTheStream() {
        OwnScale own = new OwnScale(REFERENCE);
        double level = 0;
        double squares = 0;
        double learned = 0;
        double outside = 0;
        int batches = 3000;
        for (int i = 0; i < batches; i++) {
            OwnScale.Score score = own.score(0, 1, 5 + 0.4 * random.nextGaussian(), level, learned, squares, false);
            if (Math.abs(score.value()) <= ReturnChart.OUTLIER || i < 20) {
                level += score.levelMove();
                squares += score.square();
                learned++;
            }
            outside += i >= batches / 2 && Math.abs(score.value()) > 1.96 ? 2.0 / batches : 0;
        }
        assertThat(level).isCloseTo(5, within(0.03));
        assertThat(outside).isCloseTo(0.05, within(0.025));
    }

    @Test
    void studentAsNormalIsAsRareAsTheTable() {
        // Student's t at 97.5 % and 99.95 % with 30 degrees of freedom.
        assertThat(Distributions.studentAsNormal(2.0423, 30)).isCloseTo(1.960, within(2e-3));
        assertThat(Distributions.studentAsNormal(-3.646, 30)).isCloseTo(-3.2905, within(5e-3));
    }
}
