// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.report.Records.ManualClock;
import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

import static io.acclimate.jobs.report.Records.SECOND;
import static io.acclimate.jobs.report.Records.opened;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static io.acclimate.jobs.report.Records.run;
import static org.assertj.core.api.Assertions.assertThat;

class ProgressLineTest {

    private static final AlertChange ALERT =
            new AlertChange("hapt-user10", true, 151 * SECOND, 132 * SECOND, "feature-distance", 14.2, 9.8);

    private final ManualClock clock = new ManualClock();
    private final StringWriter out = new StringWriter();

    private Scoreboard board() {
        return new Scoreboard(run(recording("a", 0, 20_000)), clock);
    }

    private RunSnapshot busy() {
        Scoreboard board = board();
        clock.advanceMillis(31_000);
        for (int i = 0; i < 12_480; i++) {
            Prediction prediction = prediction("a", i, i + 1, i % 5 == 0 ? 1 : 0, i % 4 == 0 ? 1 : 0);
            prediction.setLatencyMillis(i % 100 + 1);
            board.add(prediction);
        }
        board.add(opened("a", "a-1", 60));
        clock.advanceMillis(10_000);
        return board.snapshot();
    }

    @Test
    void oneLineHoldsTimeWindowsRateAccuracyAlertsAndLatency() {
        assertThat(ProgressLine.text(busy()))
                .isEqualTo("00:41  12,480 windows  1,248/s  frozen 75.0 %  adapted 80.0 %  alerts 1  p99 99 ms");
    }

    @Test
    void beforeTheFirstWindowNumbersThatAreNotThereAreDashes() {
        assertThat(ProgressLine.text(board().snapshot()))
                .isEqualTo("00:00  0 windows  0.0/s  frozen -  adapted -  alerts 0  p99 -");
    }

    @Test
    void longRunsShowHours() {
        Scoreboard board = board();
        clock.advanceMillis(3_600_000 + 62_000);
        assertThat(ProgressLine.text(board.snapshot())).startsWith("1:01:02  ");
    }

    @Test
    void anOpenedIncidentNamesStreamTimeStatisticAndOnset() {
        assertThat(ProgressLine.text(ALERT))
                .isEqualTo("ALERT stream hapt-user10 at 02:31 of its time: "
                        + "feature-distance 14.2 (threshold 9.8), since about 02:12");
    }

    @Test
    void aResolvedIncidentNamesStreamTimeAndStatistic() {
        assertThat(ProgressLine.text(new AlertChange("u", false, 250 * SECOND, 0, "feature-distance", 1.14, 9.8)))
                .isEqualTo("RESOLVED stream u at 04:10 of its time: feature-distance 1.1");
    }

    @Test
    void controlCharactersAndLengthOfForeignNamesAreTamed() {
        String line = ProgressLine.text(new AlertChange("\u001b[2J" + "x".repeat(10_000), true, 0, 0, "s\n", 1, 1));
        assertThat(line)
                .doesNotContainPattern("\\p{Cntrl}")
                .contains("?[2Jxxx")
                .contains("...")
                .hasSizeLessThan(200);
    }

    @Test
    void withoutATerminalEveryUpdateIsAPlainLine() {
        ProgressLine progress = new ProgressLine(new PrintWriter(out), false);
        RunSnapshot run = busy();
        progress.show(run);
        progress.show(ALERT);
        progress.end();
        assertThat(out.toString()).isEqualTo(ProgressLine.text(run) + "\n" + ProgressLine.text(ALERT) + "\n");
    }

    @Test
    void onATerminalUpdatesOverwriteEachOtherAndAlertsStay() {
        ProgressLine progress = new ProgressLine(new PrintWriter(out), true);
        RunSnapshot run = busy();
        String line = ProgressLine.text(run);
        progress.show(run);
        progress.show(ALERT);
        progress.end();
        assertThat(out.toString())
                .isEqualTo("\r\u001b[K" + line + "\r\u001b[K" + ProgressLine.text(ALERT) + "\n" + line + "\n");
    }
}
