// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.ShiftProfile;
import io.acclimate.jobs.report.Records.ManualClock;
import io.acclimate.schemas.AdaptationAction;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static io.acclimate.jobs.report.Records.SECOND;
import static io.acclimate.jobs.report.Records.abrupt;
import static io.acclimate.jobs.report.Records.logEntry;
import static io.acclimate.jobs.report.Records.opened;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static io.acclimate.jobs.report.Records.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class ScoreboardTest {

    private final ManualClock clock = new ManualClock();

    private Scoreboard board(Recording... recordings) {
        return new Scoreboard(run(recordings), clock);
    }

    @Test
    void windowsOfMixedOrUnknownClassAreCountedButNotScored() {
        Scoreboard board = board(recording("a", 0, 9, i -> i < 6 ? i / 3 : -1));
        board.add(prediction("a", 0, 3, 0, 1));
        board.add(prediction("a", 2, 4, 0, 0));
        board.add(prediction("a", 3, 6, 0, 1));
        board.add(prediction("a", 6, 9, 0, 0));
        RunSnapshot run = board.snapshot();
        assertThat(run.counts().windows()).isEqualTo(4);
        assertThat(run.overall()).isEqualTo(new Accuracy(2, 1, 2, 1));
        assertThat(run.streams().get(0).accuracy()).isEqualTo(run.overall());
        assertThat(run.classes())
                .containsExactly(
                        new RunSnapshot.ClassResult("idle", new Accuracy(1, 1, 1, 0)),
                        new RunSnapshot.ClassResult("busy", new Accuracy(1, 0, 1, 1)));
    }

    @Test
    void aRepeatedWindowIsCountedAsDuplicateAndScoredOnce() {
        Scoreboard board = board(recording("a", 0, 9), recording("b", 0, 9));
        board.add(prediction("a", 0, 3, 0, 0));
        board.add(prediction("a", 3, 6, 0, 0));
        board.add(prediction("a", 3, 6, 1, 1));
        board.add(prediction("a", 0, 3, 1, 1));
        board.add(prediction("b", 0, 3, 1, 1));
        RunSnapshot run = board.snapshot();
        assertThat(run.counts().duplicates()).isEqualTo(2);
        assertThat(run.counts().windows()).isEqualTo(3);
        assertThat(run.overall()).isEqualTo(new Accuracy(3, 2, 3, 2));
    }

    @Test
    void predictionsOfUnknownStreamsAreCountedApart() {
        Scoreboard board = board(recording("a", 0, 9));
        board.add(prediction("z", 0, 3, 0, 0));
        assertThat(board.add(opened("z", "z-1", 5))).isEmpty();
        assertThat(board.snapshot().counts().foreign()).isEqualTo(2);
        assertThat(board.snapshot().counts().windows()).isZero();
    }

    @Test
    void theFrozenModelIsOnlyScoredWhereItWasAsked() {
        Scoreboard board = board(recording("a", 0, 9));
        board.add(prediction("a", 0, 3, 0, -1));
        board.add(prediction("a", 3, 6, 0, 1));
        assertThat(board.snapshot().overall()).isEqualTo(new Accuracy(2, 2, 1, 0));
    }

    @Test
    void withoutWindowsAccuracyIsNotANumber() {
        RunSnapshot run = board(recording("a", 0, 9)).snapshot();
        assertThat(run.overall().frozen()).isNaN();
        assertThat(run.overall().adapted()).isNaN();
        assertThat(run.latency()).isEqualTo(new LatencySummary(0, -1, -1, -1, -1));
        assertThat(run.throughput().windows()).isEmpty();
    }

    @Test
    void phasesFollowTheKnownShiftAndAWindowWithAShiftedReadingIsDuring() {
        KnownShift shift = KnownShift.returning(ShiftKind.NOISE, 10 * SECOND, 12 * SECOND, 20 * SECOND);
        Scoreboard board = board(recording("a", 0, 40, shift));
        board.add(prediction("a", 6, 10, 0, 0));
        board.add(prediction("a", 7, 11, 0, 1));
        board.add(prediction("a", 19, 23, 1, 1));
        board.add(prediction("a", 20, 24, 0, 1));
        GroupResult group = board.snapshot().groups().get(0);
        assertThat(group.group()).isEqualTo(ShiftGroup.of(ShiftKind.NOISE, ShiftProfile.RETURNING));
        assertThat(group.before()).isEqualTo(new Accuracy(1, 1, 1, 1));
        assertThat(group.during()).isEqualTo(new Accuracy(2, 1, 2, 0));
        assertThat(group.after()).isEqualTo(new Accuracy(1, 1, 1, 0));
    }

    @Test
    void recoveredIsTheShareOfTheFrozenModelsLossThatAdaptingWinsBack() {
        Scoreboard board = board(recording("a", 0, 40, abrupt(ShiftKind.GAIN_DRIFT, 8)));
        for (int i = 0; i < 8; i++) {
            board.add(prediction("a", i, i + 1, 0, 0));
        }
        for (int i = 8; i < 16; i++) {
            board.add(prediction("a", i, i + 1, i < 14 ? 0 : 1, i < 12 ? 0 : 1));
        }
        RunSnapshot run = board.snapshot();
        assertThat(run.recovered(ShiftKind.GAIN_DRIFT, ShiftProfile.ABRUPT)).isEqualTo(0.5, within(1e-12));
        assertThat(run.recovered(ShiftKind.NOISE, ShiftProfile.ABRUPT)).isNaN();
    }

    @Test
    void nothingIsRecoveredWhereNothingWasLost() {
        Accuracy perfect = new Accuracy(4, 4, 4, 4);
        assertThat(Accuracy.recovered(perfect, perfect)).isNaN();
        assertThat(Accuracy.recovered(new Accuracy(4, 4, 4, 2), perfect)).isNaN();
        assertThat(Accuracy.recovered(Accuracy.NONE, perfect)).isNaN();
        assertThat(Accuracy.recovered(perfect, new Accuracy(4, 1, 4, 2))).isEqualTo(-0.5);
    }

    @Test
    void streamsOfAGroupAreAlignedAtTheStartOfTheirShift() {
        Scoreboard board = board(
                recording("a", 0, 20, abrupt(ShiftKind.NOISE, 10)),
                recording("b", 100, 20, abrupt(ShiftKind.NOISE, 104)));
        board.add(prediction("a", 9, 10, 0, 0));
        board.add(prediction("a", 10, 11, 0, 1));
        board.add(prediction("b", 104, 105, 1, 1));
        List<GroupResult.Bin> series = board.snapshot().groups().get(0).series();
        assertThat(series).hasSize(26);
        assertThat(series.get(0).fromMicros()).isEqualTo(-10 * SECOND);
        assertThat(series.get(9).accuracy()).isEqualTo(new Accuracy(1, 1, 1, 1));
        assertThat(series.get(10).accuracy()).isEqualTo(new Accuracy(2, 1, 2, 0));
        assertThat(series.get(9).strength()).isZero();
        assertThat(series.get(10).strength()).isEqualTo(1);
    }

    @Test
    void strengthOfTheShadeIsTheMeanOverTheStreamsThatAreBeingPlayed() {
        KnownShift gradual = KnownShift.gradual(ShiftKind.NOISE, 0, 10 * SECOND);
        Scoreboard board = board(recording("a", 0, 20, gradual), recording("b", 0, 5, gradual));
        List<GroupResult.Bin> series = board.snapshot().groups().get(0).series();
        assertThat(series.get(2).strength()).isEqualTo(0.25, within(1e-12));
        assertThat(series.get(12).strength()).isEqualTo(1);
    }

    @Test
    void aStreamWithSeveralShiftsIsScoredBetweenTheirBorders() {
        Recording drift = recording(
                "array",
                0,
                9,
                abrupt(ShiftKind.SENSOR_AGEING, 0),
                abrupt(ShiftKind.SENSOR_AGEING, 3),
                abrupt(ShiftKind.SENSOR_AGEING, 6));
        Scoreboard board = new Scoreboard(
                new PlayedRun("t", "m", List.of("idle", "busy"), List.of(drift), List.of("batch 2", "batch 3")), clock);
        for (int i = 0; i < 7; i++) {
            board.add(prediction("array", i, i + 1, i == 4 ? 1 : 0, i < 3 ? 0 : 1));
        }
        StreamResult stream = board.snapshot().streams().get(0);
        assertThat(stream.segments())
                .containsExactly(
                        new StreamResult.Segment("batch 2", 0, new Accuracy(3, 3, 3, 3)),
                        new StreamResult.Segment("batch 3", 3 * SECOND, new Accuracy(3, 2, 3, 0)),
                        new StreamResult.Segment("segment 3", 6 * SECOND, new Accuracy(1, 1, 1, 0)));
        assertThat(stream.segmentMean(Accuracy::adapted)).isEqualTo((1 + 2 / 3.0 + 1) / 3, within(1e-12));
        assertThat(stream.segmentMean(Accuracy::frozen)).isEqualTo(1 / 3.0, within(1e-12));
    }

    @Test
    void theStretchBeforeTheFirstOfSeveralShiftsIsASegmentOfItsOwn() {
        Recording drift =
                recording("array", 5, 9, abrupt(ShiftKind.SENSOR_AGEING, 8), abrupt(ShiftKind.SENSOR_AGEING, 11));
        assertThat(board(drift).snapshot().streams().get(0).segments())
                .extracting(StreamResult.Segment::name)
                .containsExactly("before", "segment 1", "segment 2");
    }

    @Test
    void unshiftedStreamsFormAGroupInWhichEveryWindowIsBefore() {
        Scoreboard board = board(recording("a", 0, 9));
        board.add(prediction("a", 5, 9, 0, 1));
        GroupResult group = board.snapshot().groups().get(0);
        assertThat(group.group()).isEqualTo(ShiftGroup.UNSHIFTED);
        assertThat(group.before()).isEqualTo(new Accuracy(1, 1, 1, 0));
        assertThat(group.during()).isEqualTo(Accuracy.NONE);
    }

    @Test
    void recentAccuracyForgetsAllButTheLastThousandWindows() {
        Scoreboard board = board(recording("a", 0, 1500));
        for (int i = 0; i < 1500; i++) {
            board.add(prediction("a", i, i + 1, i < 750 ? 1 : 0, 1));
        }
        assertThat(board.snapshot().recent()).isEqualTo(new Accuracy(1000, 750, 1000, 0));
        assertThat(board.snapshot().overall()).isEqualTo(new Accuracy(1500, 750, 1500, 0));
    }

    @Test
    void adaptationAndDeadLettersAreCounted() {
        Scoreboard board = board(recording("a", 0, 9));
        board.add(logEntry(AdaptationAction.STEP, 16, 12, null));
        board.add(logEntry(AdaptationAction.SKIPPED, 16, 0, "paused"));
        board.add(logEntry(AdaptationAction.SKIPPED, 8, 0, "paused"));
        board.add(logEntry(AdaptationAction.RESTORED_TO_SOURCE, 8, 0, "loss not finite"));
        board.deadLetter();
        RunSnapshot run = board.snapshot();
        assertThat(run.adaptation())
                .isEqualTo(new AdaptationCounts(1, 2, 1, 48, 12, Map.of("paused", 2L, "loss not finite", 1L)));
        assertThat(run.counts().deadLetters()).isEqualTo(1);
    }

    @Test
    void skipReasonsBeyondTheBoundAreLumpedTogether() {
        Scoreboard board = board(recording("a", 0, 9));
        for (int i = 0; i < 100; i++) {
            board.add(logEntry(AdaptationAction.SKIPPED, 1, 0, "reason " + i));
        }
        Map<String, Long> reasons = board.snapshot().adaptation().reasons();
        assertThat(reasons).hasSize(AdaptationTally.MOST_REASONS).containsEntry("other reasons", 85L);
    }

    @Test
    void elapsedTimeRunsFromTheStartAndThroughputFromTheFirstWindow() {
        Scoreboard board = board(recording("a", 0, 9));
        clock.advanceMillis(30_000);
        board.add(prediction("a", 0, 1, 0, 0));
        clock.advanceMillis(4_000);
        board.add(prediction("a", 1, 2, 0, 0));
        clock.advanceMillis(1_000);
        RunSnapshot run = board.snapshot();
        assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(35));
        assertThat(run.throughput().meanPerSecond()).isEqualTo(0.5);
        assertThat(run.throughput().windows()).containsExactly(1L, 0L, 0L, 0L, 1L);
    }

    @Test
    void refusesRecordingsThatCannotBeToldApartOrHaveUnnamedClasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(recording("a", 0, 2), recording("a", 0, 2)))
                .withMessage("two recordings have the stream id a; give each its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(recording("a", 0, 2, i -> 2)))
                .withMessage("a has the label 2, but there are only 2 class names");
    }
}
