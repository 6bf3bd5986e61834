// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ScoreChartsTest {

    private static final double THRESHOLD = 10;
    /** At its level, a statistic gives a little under half a standard deviation of evidence per batch; 6 are needed. */
    private static final int RETURN_BATCHES = 13;

    private final ShiftReference reference = GaussianScores.reference("distance", "entropy");
    private final ScoreCharts monitor = new ScoreCharts(reference, THRESHOLD);
    private final List<ScoreCharts.Signal> signals = new ArrayList<>();
    private double[] state = {};
    private long batch;

    /** Takes in a batch whose two statistics have these scores. */
    private Optional<ScoreCharts.Signal> take(double distance, double entropy) {
        double[] statistics = {Math.exp(distance), Math.exp(entropy)};
        ScoreCharts.Update update = monitor.update(state, statistics, 1, ++batch * GaussianScores.BATCH_MICROS, false);
        state = update.state();
        update.signal().ifPresent(signals::add);
        return update.signal();
    }

    private void takeMany(int batches, double distance, double entropy) {
        for (int i = 0; i < batches; i++) {
            take(distance, entropy);
        }
    }

    @Test
    void aConstantStreamNeverAlarms() {
        takeMany(100_000, 0.4, -0.4);

        assertThat(signals).isEmpty();
    }

    @Test
    void theAlarmNamesItsStatisticAndCountsFromOne() {
        takeMany(50, 0, 0);
        takeMany(5, 0, 3.1);

        assertThat(signals).hasSize(1);
        assertThat(signals.get(0).opened()).isTrue();
        assertThat(signals.get(0).number()).isEqualTo(1);
        assertThat(signals.get(0).statistic()).isEqualTo("entropy");
        assertThat(signals.get(0).score()).isCloseTo(10.4, within(1e-3));
    }

    @Test
    void aFallIsAShiftToo() {
        takeMany(50, 0, 0);
        takeMany(5, -3, 0);

        assertThat(signals).extracting(ScoreCharts.Signal::statistic).containsExactly("distance");
    }

    @Test
    void theOnsetIsTheEndOfTheLastBatchBeforeTheShift() {
        takeMany(50, 0, 0);
        takeMany(20, 1.5, 0);

        assertThat(signals.get(0).onsetMicros()).isEqualTo(50 * GaussianScores.BATCH_MICROS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 3})
    void underNoiseTheOnsetIsNearTheTrueChange(double shift) {
        int change = 60;
        double error = 0;
        int runs = 500;
        for (int run = 0; run < runs; run++) {
            error += Math.abs(noisyOnset(run, change, shift) - change) / runs;
        }
        assertThat(error).isLessThan(6 / shift);
    }

    private double noisyOnset(long seed, int change, double shift) {
        GaussianScores scores = new GaussianScores(seed);
        ScoreCharts single = new ScoreCharts(GaussianScores.reference("distance"), THRESHOLD);
        double[] vector = {};
        for (int i = 1; ; i++) {
            double[] statistics = {scores.next(i > change ? shift : 0)};
            ScoreCharts.Update update = single.update(vector, statistics, 1, i * GaussianScores.BATCH_MICROS, false);
            if (update.signal().isPresent()) {
                return (double) update.signal().get().onsetMicros() / GaussianScores.BATCH_MICROS;
            }
            vector = update.state();
        }
    }

    @Test
    void theSignalIsResolvedOnceTheStreamHasBeenBackForLongEnough() {
        takeMany(5, 3, 0);
        takeMany(RETURN_BATCHES - 1, 0, 0);
        assertThat(signals).hasSize(1);

        take(0, 0);
        assertThat(signals).hasSize(2);
        assertThat(signals.get(1).opened()).isFalse();
        assertThat(signals.get(1).number()).isEqualTo(1);
        assertThat(signals.get(1).statistic()).isEqualTo("distance");
    }

    @Test
    void aWeakShiftThatLastsIsOneSignalThatStaysOpen() {
        takeMany(50, 0, 0);
        takeMany(10_000, 1.4, 0);

        assertThat(signals).extracting(ScoreCharts.Signal::opened).containsExactly(true);
    }

    @Test
    void calmBatchesBeforeTheAlarmDoNotSpeakForAReturn() {
        takeMany(100, 0, 0);
        takeMany(21, 1, 0);
        assertThat(signals).hasSize(1);

        takeMany(RETURN_BATCHES - 1, 0, 0);
        assertThat(signals).hasSize(1);
    }

    @Test
    void whileAnyAlarmedStatisticIsOffTheSignalStaysOpen() {
        takeMany(10, 3, -2);
        takeMany(100, 0, -2);
        assertThat(signals).hasSize(1);

        takeMany(RETURN_BATCHES, 0, 0);
        assertThat(signals).extracting(ScoreCharts.Signal::opened).containsExactly(true, false);
    }

    @Test
    void wildBatchesOnTheOtherSideAreNoReturn() {
        takeMany(5, 3, 0);
        for (int i = 0; i < 100; i++) {
            takeMany(1, -9, 0);
            takeMany(1, 3, 0);
        }
        assertThat(signals).hasSize(1);
    }

    @Test
    void aShiftAfterTheEndOfOneIsTheNextNumber() {
        takeMany(5, 3, 0);
        takeMany(RETURN_BATCHES, 0, 0);
        takeMany(20, 0, 0);
        takeMany(5, 3, 0);

        assertThat(signals).extracting(ScoreCharts.Signal::number).containsExactly(1L, 1L, 2L);
        assertThat(signals.get(2).onsetMicros()).isEqualTo(38 * GaussianScores.BATCH_MICROS);
    }

    @Test
    void theVectorIsAllThatTheNextBatchDependsOn() {
        GaussianScores scores = new GaussianScores(5);
        double[] carried = {};
        for (int i = 1; i <= 300; i++) {
            double[] statistics = {scores.next(i > 100 ? 1 : 0), scores.next(0)};
            double[] before = carried.clone();
            ScoreCharts.Update update = monitor.update(carried, statistics, 1, i, false);
            assertThat(carried).containsExactly(before);
            assertThat(new ScoreCharts(reference, THRESHOLD).update(before, statistics, 1, i, false))
                    .usingRecursiveComparison()
                    .isEqualTo(update);
            carried = update.state();
        }
    }

    @Test
    void aStreamThatOnlyDiffersFromTheSourceAsStreamsDoRaisesNoAlarm() {
        ShiftReference spread = new ShiftReference(
                List.of("distance"), new int[] {1}, new double[][] {{0}}, new double[][] {{1}}, new double[] {2});
        GaussianScores scores = new GaussianScores(11);
        ScoreCharts own = new ScoreCharts(spread, 10);
        double[] vector = {};
        for (int i = 1; i <= 300; i++) {
            ScoreCharts.Update update = own.update(vector, new double[] {scores.next(2)}, 1, i, false);
            assertThat(update.signal()).isEmpty();
            vector = update.state();
        }
        boolean found = false;
        for (int i = 301; i <= 330 && !found; i++) {
            ScoreCharts.Update update = own.update(vector, new double[] {scores.next(4)}, 1, i, false);
            found = update.signal().isPresent();
            vector = update.state();
        }
        assertThat(found).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -5})
    void aStatisticThatIsNoNumberAlarmsAndDoesNotPoison(double value) {
        takeMany(20, 0, 0);
        for (int i = 0; i < 2; i++) {
            ScoreCharts.Update update = monitor.update(state, new double[] {value, 1}, 1, ++batch, false);
            state = update.state();
            update.signal().ifPresent(signals::add);
        }
        assertThat(signals).extracting(ScoreCharts.Signal::opened).containsExactly(true);
        assertThat(Arrays.stream(state)).allMatch(Double::isFinite);

        takeMany(RETURN_BATCHES, 0, 0);
        assertThat(signals).extracting(ScoreCharts.Signal::opened).containsExactly(true, false);
    }

    @Test
    void oneStatisticThatIsNoNumberIsNoAlarmYet() {
        takeMany(20, 0, 0);
        state = monitor.update(state, new double[] {Double.NaN, 1}, 1, ++batch, false)
                .state();
        takeMany(100, 0, 0);

        assertThat(signals).isEmpty();
    }

    @Test
    void aVectorOfAnotherLayoutIsRefused() {
        take(0, 0);
        double[] newer = state.clone();
        newer[0] = 3;

        assertRefused(
                newer, "the state of the score charts has layout 3 of 23 values; this build keeps layout 2 of 23");
    }

    @Test
    void aVectorOfAnotherSetOfStatisticsIsRefused() {
        double[] single = new ScoreCharts(GaussianScores.reference("distance"), THRESHOLD)
                .update(new double[0], new double[] {1}, 1, 1, false)
                .state();

        assertRefused(single, "layout 2 of 14 values; this build keeps layout 2 of 23 values");
    }

    private void assertRefused(double[] vector, String sentence) {
        assertThatThrownBy(() -> monitor.update(vector, new double[] {1, 1}, 1, 5, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aDistanceThatFallsIsNoShiftButOneThatRisesFromThereIs() {
        ScoreCharts distances = ScoreCharts.ofDistances(GaussianScores.reference("distance"), THRESHOLD);
        double[] state = {};
        for (int i = 0; i < 200; i++) {
            ScoreCharts.Update update = distances.update(state, new double[] {Math.exp(-6)}, 1, i, false);
            assertThat(update.signal()).isEmpty();
            state = update.state();
        }

        boolean opened = false;
        for (int i = 200; i < 220 && !opened; i++) {
            ScoreCharts.Update update = distances.update(state, new double[] {Math.exp(3)}, 1, i, false);
            opened = update.signal().isPresent();
            state = update.state();
        }

        assertThat(opened).isTrue();
    }
}
