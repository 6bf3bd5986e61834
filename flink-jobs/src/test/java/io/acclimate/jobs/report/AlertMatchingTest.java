// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.report.AlertMark.Outcome;
import io.acclimate.jobs.report.Records.ManualClock;
import io.acclimate.jobs.report.ShiftFinding.State;
import io.acclimate.schemas.AlertStatus;

import org.junit.jupiter.api.Test;

import java.util.List;

import static io.acclimate.jobs.report.Records.SECOND;
import static io.acclimate.jobs.report.Records.abrupt;
import static io.acclimate.jobs.report.Records.alert;
import static io.acclimate.jobs.report.Records.opened;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static io.acclimate.jobs.report.Records.resolved;
import static io.acclimate.jobs.report.Records.run;
import static org.assertj.core.api.Assertions.assertThat;

class AlertMatchingTest {

    private static final KnownShift RETURNING =
            KnownShift.returning(ShiftKind.NOISE, 40 * SECOND, 45 * SECOND, 60 * SECOND);

    private static Scoreboard board(Recording... recordings) {
        return new Scoreboard(run(recordings), new ManualClock());
    }

    private static List<Outcome> outcomes(Scoreboard board) {
        return board.snapshot().marks().stream().map(AlertMark::outcome).toList();
    }

    private static List<State> states(Scoreboard board) {
        return board.snapshot().streams().get(0).findings().stream()
                .map(ShiftFinding::state)
                .toList();
    }

    @Test
    void theFirstAlertUnderAShiftFindsItWithItsDelay() {
        Scoreboard board = board(recording("a", 0, 100, abrupt(ShiftKind.NOISE, 40)));
        board.add(prediction("a", 99, 100, 0, 0));
        board.add(opened("a", "a-1", 47));
        board.add(resolved("a", "a-1", 50));
        board.add(opened("a", "a-2", 60));
        assertThat(outcomes(board)).containsExactly(Outcome.FOUND, Outcome.REPEATED);
        assertThat(board.snapshot().alerts()).isEqualTo(new AlertCounts(1, 1, 0, 0, 0, 7.0));
        assertThat(board.snapshot().marks().get(0).sinceShiftMicros()).isEqualTo(7 * SECOND);
    }

    @Test
    void alertsOnUnshiftedStreamsAndBeforeTheShiftAreFalse() {
        Scoreboard board = board(recording("a", 0, 100), recording("b", 0, 100, abrupt(ShiftKind.NOISE, 40)));
        board.add(opened("a", "a-1", 50));
        board.add(opened("b", "b-1", 40));
        board.add(resolved("b", "b-1", 40));
        board.add(opened("b", "b-2", 52));
        assertThat(outcomes(board)).containsExactly(Outcome.FALSE_ALARM, Outcome.FALSE_ALARM, Outcome.FOUND);
        assertThat(board.snapshot().alerts().falseAlarms()).isEqualTo(2);
        assertThat(board.snapshot().groups())
                .extracting(group -> group.alerts().falseAlarms())
                .containsExactly(1L, 1L);
    }

    @Test
    void aShiftWithoutAlertIsMissedOnceItsStreamHasReachedIt() {
        Scoreboard board = board(recording("a", 0, 100, abrupt(ShiftKind.NOISE, 40)));
        board.add(prediction("a", 39, 40, 0, 0));
        assertThat(states(board)).containsExactly(State.NOT_REACHED);
        board.add(prediction("a", 40, 41, 0, 0));
        assertThat(states(board)).containsExactly(State.MISSED);
        assertThat(board.snapshot().alerts()).isEqualTo(new AlertCounts(1, 0, 0, 1, 0, Double.NaN));
    }

    @Test
    void anAlertWhenTheShiftIsOverDoesNotFindItAndIsNotFalse() {
        Scoreboard board = board(recording("a", 0, 100, RETURNING));
        board.add(prediction("a", 99, 100, 0, 0));
        board.add(opened("a", "a-1", 61));
        assertThat(outcomes(board)).containsExactly(Outcome.AFTER_SHIFT);
        assertThat(states(board)).containsExactly(State.MISSED);
        assertThat(board.snapshot().alerts().falseAlarms()).isZero();
    }

    @Test
    void aShiftThatBeginsUnderAnOpenIncidentIsNeitherFoundNorMissed() {
        Scoreboard board = board(recording(
                "a",
                0,
                100,
                abrupt(ShiftKind.SENSOR_AGEING, 0),
                abrupt(ShiftKind.SENSOR_AGEING, 30),
                abrupt(ShiftKind.SENSOR_AGEING, 60)));
        board.add(prediction("a", 99, 100, 0, 0));
        board.add(opened("a", "a-1", 4));
        assertThat(states(board)).containsExactly(State.FOUND, State.ALREADY_OPEN, State.ALREADY_OPEN);
        board.add(resolved("a", "a-1", 40));
        board.add(opened("a", "a-2", 45));
        assertThat(outcomes(board)).containsExactly(Outcome.FOUND, Outcome.REPEATED);
        assertThat(states(board)).containsExactly(State.FOUND, State.ALREADY_OPEN, State.ALREADY_OPEN);
        board.add(resolved("a", "a-2", 50));
        assertThat(states(board)).containsExactly(State.FOUND, State.ALREADY_OPEN, State.MISSED);
    }

    @Test
    void medianDelayOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        Scoreboard board = board(
                recording("a", 0, 100, abrupt(ShiftKind.NOISE, 40)),
                recording("b", 0, 100, abrupt(ShiftKind.NOISE, 50)));
        board.add(opened("a", "a-1", 44));
        board.add(opened("b", "b-1", 61));
        assertThat(board.snapshot().groups().get(0).alerts().medianDelaySeconds())
                .isEqualTo(7.5);
    }

    @Test
    void onlyNewIncidentsAndTheirEndAreReportedAsChanges() {
        Scoreboard board = board(recording("a", 100, 100));
        assertThat(board.add(opened("a", "a-1", 151)))
                .contains(new AlertChange("a", true, 51 * SECOND, 32 * SECOND, "feature-distance", 14.2, 9.8));
        assertThat(board.add(opened("a", "a-1", 151))).isEmpty();
        assertThat(board.add(alert("a", "a-1", AlertStatus.UPDATED, 152))).isEmpty();
        assertThat(board.add(resolved("a", "other", 153))).isEmpty();
        assertThat(board.add(resolved("a", "a-1", 153))).isPresent();
        assertThat(board.add(resolved("a", "a-1", 153))).isEmpty();
        assertThat(board.add(opened("a", "a-1", 151))).isEmpty();
        assertThat(board.snapshot().counts().alertsOpened()).isEqualTo(1);
        assertThat(board.snapshot().counts().alertsResolved()).isEqualTo(1);
    }

    @Test
    void marksAreKeptUpToTheirBoundAndAlertsCountedBeyond() {
        Scoreboard board = board(recording("a", 0, 10));
        for (int i = 0; i < Scoreboard.MOST_MARKS + 5; i++) {
            board.add(opened("a", "a-" + i, i));
        }
        assertThat(board.snapshot().marks()).hasSize(Scoreboard.MOST_MARKS);
        assertThat(board.snapshot().alerts().falseAlarms()).isEqualTo(Scoreboard.MOST_MARKS + 5);
    }
}
