// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The whole of detection and diagnosis, on batches of a made-up model. */
class ShiftWatchTest {

    private static final double[] SKEWED = {0.7, 0.1, 0.1, 0.1};
    private static final ShiftKnowledge KNOWLEDGE = GaussianStream.knowledge();
    /** Threshold of a chart that runs 100,000 batches. */
    private static final double THRESHOLD = FalseAlarmBudget.threshold(1, 1, 1, 100_000);

    private final ShiftWatch watch = new ShiftWatch(KNOWLEDGE, THRESHOLD);
    private final GaussianStream stream = new GaussianStream(3);
    private final List<ShiftWatch.Alert> alerts = new ArrayList<>();
    private final List<ShiftWatch.RegimeChange> regimes = new ArrayList<>();
    private double[] state = {};

    private void take(int batches, double[] shares, double offset, double noise) {
        for (int i = 0; i < batches; i++) {
            ShiftWatch.Update update = watch.update(state, stream.batch(KNOWLEDGE, shares, offset, noise));
            state = update.state();
            update.alert().ifPresent(alerts::add);
            update.regime().ifPresent(regimes::add);
        }
    }

    private void calm(int batches) {
        take(batches, GaussianStream.even(), 0, 1);
    }

    private Diagnosis last() {
        return alerts.get(alerts.size() - 1).diagnosis();
    }

    private List<ShiftMonitor.Change> changes() {
        return alerts.stream().map(alert -> alert.signal().change()).toList();
    }

    @Test
    void aStreamLikeTheSourceRaisesNoAlarm() {
        calm(2000);

        assertThat(alerts).isEmpty();
    }

    @Test
    void anOffsetIsFoundAndCalledAShiftOfTheInputs() {
        calm(50);
        take(20, GaussianStream.even(), 1, 1);

        assertThat(changes()).startsWith(ShiftMonitor.Change.OPENED, ShiftMonitor.Change.DUE);
        assertThat(last().kind()).isEqualTo(Diagnosis.Kind.COVARIATE);
        assertThat(alerts.get(0).signal().onsetMicros() / GaussianStream.BATCH_MICROS)
                .isBetween(47L, 53L);
    }

    @Test
    void otherClassSharesAreFoundAndCalledAShiftOfTheLabels() {
        calm(50);
        take(20, SKEWED, 0, 1);

        assertThat(changes()).startsWith(ShiftMonitor.Change.OPENED);
        assertThat(last().kind()).isEqualTo(Diagnosis.Kind.LABEL);
        assertThat(last().evidence().get("class-0-share-change")).isCloseTo(0.45, within(0.2));
    }

    @Test
    void anOffsetThatMakesTheModelUnsureCostsAccuracyAndTheAlertSaysSo() {
        calm(50);
        take(30, SKEWED, -2, 1);

        assertThat(last().accuracyBefore()).isCloseTo(accuracy(1), within(0.05));
        assertThat(last().sourceAccuracy()).isLessThan(last().accuracyBefore() - 0.05);
        assertThat(last().severity()).isGreaterThan(0.05);
        assertThat(last().coping()).isEqualTo(Diagnosis.Coping.NO);
    }

    private static double accuracy(double noise) {
        GaussianStream.Windows windows = new GaussianStream(9).windows(5000, GaussianStream.even(), 0, noise);
        int right = 0;
        for (int n = 0; n < windows.labels().length; n++) {
            right += SourceSample.best(windows.probabilities()[n]) == windows.labels()[n] ? 1 : 0;
        }
        return right / 5000.0;
    }

    @Test
    void anAbruptShiftIsCalledSoOnceThereIsEnoughOfIt() {
        calm(50);
        take(16, GaussianStream.even(), 1, 1);

        assertThat(last().course()).isEqualTo(Course.Kind.ABRUPT);
        assertThat(last().onsetFromMicros()).isLessThanOrEqualTo(50 * GaussianStream.BATCH_MICROS);
        assertThat(last().onsetToMicros()).isGreaterThanOrEqualTo(50 * GaussianStream.BATCH_MICROS);
    }

    @Test
    void aReturnToAnEarlierStateIsRecognizedWithItsSnapshot() {
        calm(20);
        take(20, GaussianStream.even(), 2, 1);
        state = watch.withSnapshot(state, 42);
        take(20, GaussianStream.even(), 0, 2);
        take(20, GaussianStream.even(), 2, 1);

        assertThat(regimes).hasSize(3);
        assertThat(regimes).extracting(ShiftWatch.RegimeChange::returned).containsExactly(false, false, true);
        assertThat(regimes.get(2).snapshot()).isEqualTo(42);
    }

    @Test
    void anIncidentIsOverOnlyAfterAQuietTimeAndThenOnce() {
        calm(50);
        take(20, GaussianStream.even(), 1.5, 1);
        calm(100);

        assertThat(changes()).startsWith(ShiftMonitor.Change.OPENED).endsWith(ShiftMonitor.Change.RESOLVED);
        assertThat(changes().stream().filter(change -> change == ShiftMonitor.Change.RESOLVED))
                .hasSize(1);
        assertThat(alerts).allMatch(alert -> alert.signal().number() == 1);
    }

    @Test
    void aShortReliefIsTheSameIncident() {
        calm(50);
        for (int i = 0; i < 3; i++) {
            take(20, GaussianStream.even(), 1.5, 1);
            calm(14);
        }
        assertThat(alerts).allMatch(alert -> alert.signal().number() == 1);
    }

    @Test
    void theVectorIsAllThatTheNextBatchDependsOnAndStaysBelowEightKilobytes() {
        for (int i = 0; i < 90; i++) {
            ShiftWatch.Batch batch = stream.batch(KNOWLEDGE, GaussianStream.even(), i < 50 ? 0 : 1, 1);
            double[] before = state.clone();
            ShiftWatch.Update update = watch.update(state, batch);
            assertThat(state).containsExactly(before);
            ShiftWatch.Update again = new ShiftWatch(KNOWLEDGE, THRESHOLD).update(before, batch);
            assertThat(again.state()).containsExactly(update.state());
            assertThat(again.alert()).isEqualTo(update.alert());
            state = update.state();
        }
        assertThat(Arrays.stream(state)).allMatch(Double::isFinite);
        assertThat(state.length * Double.BYTES).isLessThan(8000);
    }

    @Test
    void theVectorOfAnEarlierReleaseKeepsItsCharts() {
        ScoreCharts charts = new ScoreCharts(KNOWLEDGE.statistics(), THRESHOLD);
        double[] old = {};
        for (int i = 0; i < 30; i++) {
            double[] statistics = stream.batch(KNOWLEDGE, GaussianStream.even(), 0, i < 20 ? 1 : 3)
                    .seen()
                    .statistics();
            old = charts.update(old, statistics, GaussianStream.WINDOWS, i, false)
                    .state();
        }
        assertThat(charts.open(old)).isTrue();

        ShiftWatch.Update update = watch.update(old, stream.batch(KNOWLEDGE, GaussianStream.even(), 0, 3));

        assertThat(update.alert()).isEmpty();
        state = update.state();
        calm(60);
        assertThat(changes()).containsOnlyOnce(ShiftMonitor.Change.RESOLVED).doesNotContain(ShiftMonitor.Change.OPENED);
    }

    @Test
    void theVectorOfAReleaseThatKnewNoClassesKeepsTheRest() {
        calm(30);
        int rest = History.length(KNOWLEDGE.scores()) + Regimes.length(KNOWLEDGE.scores());
        int monitor = new ShiftMonitor(KNOWLEDGE, THRESHOLD).length();
        double[] old = new double[monitor + rest];
        System.arraycopy(state, 0, old, 0, monitor);
        System.arraycopy(state, state.length - rest, old, monitor, rest);
        ShiftWatch.Batch next = stream.batch(KNOWLEDGE, GaussianStream.even(), 0, 1);

        double[] upgraded = watch.update(old, next).state();
        double[] kept = watch.update(state, next).state();

        assertThat(upgraded).hasSize(watch.length());
        assertThat(Arrays.copyOf(upgraded, monitor)).containsExactly(Arrays.copyOf(kept, monitor));
        assertThat(Arrays.copyOfRange(upgraded, upgraded.length - rest, upgraded.length))
                .containsExactly(Arrays.copyOfRange(kept, kept.length - rest, kept.length));
    }

    @Test
    void aVectorThatNobodyKnowsStartsAnew() {
        state = new double[] {99, 1, 2};
        calm(20);
        assertThat(alerts).isEmpty();
        assertThat(state).hasSize(watch.length());
    }

    @Test
    void aPackageWithoutDetailsIsWatchedByFewerChartsAndExplainsLess() {
        ShiftKnowledge little = GaussianStream.withoutDetails();
        ShiftWatch older = new ShiftWatch(little, THRESHOLD);
        Optional<ShiftWatch.Alert> found = Optional.empty();
        for (int i = 0; i < 100 && found.isEmpty(); i++) {
            ShiftWatch.Batch batch = stream.batch(little, GaussianStream.even(), 0, i < 50 ? 1 : 3);
            ShiftWatch.Update update = older.update(state, batch);
            state = update.state();
            found = update.alert();
        }
        assertThat(found.orElseThrow().diagnosis().kind()).isEqualTo(Diagnosis.Kind.UNKNOWN);
        assertThat(found.get().diagnosis().sourceAccuracy()).isEqualTo(ShiftObservation.UNKNOWN);
        assertThat(little.charts()).isEqualTo(4);
        assertThat(KNOWLEDGE.charts()).isEqualTo(7);
    }

    @Test
    void valuesThatAreNoNumbersAlarmAndDoNotPoison() {
        calm(20);
        ShiftObservation wild = new ShiftObservation(
                new double[] {Double.NaN, Double.POSITIVE_INFINITY},
                new double[] {0.1, 0.1},
                new double[] {Double.NaN, 0, 0, Double.NEGATIVE_INFINITY},
                Double.NaN,
                0.9,
                0.9);
        float[][] rows = stream.windows(40, GaussianStream.even(), 0, 1).probabilities();
        float[][] features = new float[40][GaussianStream.DIRECTIONS];
        features[3][1] = Float.NaN;
        for (int i = 0; i < 3; i++) {
            ShiftWatch.Update update = watch.update(state, new ShiftWatch.Batch(wild, rows, features, 30 + i));
            state = update.state();
            update.alert().ifPresent(alerts::add);
        }
        assertThat(changes()).startsWith(ShiftMonitor.Change.OPENED);
        assertThat(Arrays.stream(state)).allMatch(Double::isFinite);
    }
}
