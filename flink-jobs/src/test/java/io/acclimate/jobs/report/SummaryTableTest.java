// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.report.Records.ManualClock;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.Prediction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Locale;

import static io.acclimate.jobs.report.Records.abrupt;
import static io.acclimate.jobs.report.Records.logEntry;
import static io.acclimate.jobs.report.Records.opened;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static org.assertj.core.api.Assertions.assertThat;

class SummaryTableTest {

    private final ManualClock clock = new ManualClock();

    private RunSnapshot run() {
        Scoreboard board = new Scoreboard(
                new PlayedRun(
                        "a run",
                        "9f86d081",
                        List.of("idle", "busy"),
                        List.of(
                                recording("a", 0, 20),
                                recording("b", 0, 20, abrupt(ShiftKind.GAIN_DRIFT, 8)),
                                recording(
                                        "c",
                                        0,
                                        20,
                                        abrupt(ShiftKind.SENSOR_AGEING, 0),
                                        abrupt(ShiftKind.SENSOR_AGEING, 8))),
                        List.of("batch 2", "batch 3")),
                clock);
        for (int i = 0; i < 16; i++) {
            board.add(late(prediction("a", i, i + 1, 0, i == 0 ? 1 : 0)));
            board.add(late(prediction("b", i, i + 1, i < 12 ? 0 : 1, i < 8 ? 0 : 1)));
            board.add(late(prediction("c", i, i + 1, 0, i < 4 ? 1 : 0)));
            board.add(logEntry(
                    i < 15 ? AdaptationAction.STEP : AdaptationAction.SKIPPED, 3, 2, i < 15 ? null : "paused"));
            clock.advanceMillis(100);
        }
        board.add(prediction("a", 15, 16, 0, 0));
        board.add(opened("a", "a-1", 5));
        board.add(opened("b", "b-1", 11));
        board.deadLetter();
        return board.snapshot();
    }

    private static Prediction late(Prediction prediction) {
        prediction.setLatencyMillis(20L);
        return prediction;
    }

    private static final String EXPECTED = """
                                              frozen  frozen  adapted  adapted             shifts  already  median   false
            shift          profile  streams   before  during   before   during  recovered   found     open   delay  alarms
            -------------  -------  -------  -------  ------  -------  -------  ---------  ------  -------  ------  ------
            no shift       -              1   93.8 %       -  100.0 %        -          -       -        -       -       1
            gain drift     abrupt         1  100.0 %   0.0 %  100.0 %   50.0 %     50.0 %     1/1        -   3.0 s       0
            sensor ageing  abrupt         1        -  75.0 %        -  100.0 %          -     0/2        -       -       0

            stream  segment           windows   frozen  adapted
            ------  ----------------  -------  -------  -------
            c       batch 2                 8   50.0 %  100.0 %
            c       batch 3                 8  100.0 %  100.0 %
                    mean of segments            75.0 %  100.0 %

            windows       48, scored 48; repeated 1, of other streams 0, dead letters 1
            accuracy      frozen 72.9 %, adapted 91.7 %
            known shifts  found 1 of 3, already open 0, missed 2, median delay 3.0 s
            alerts        opened 2, resolved 0, false alarms 1
            adaptation    steps 15, skipped 1, restored to source 0, windows used 32 of 48 (paused: 1)
            throughput    32/s from the first window to the last
            latency       p50 20 ms, p95 20 ms, p99 20 ms, largest 20 ms
            elapsed       00:01
            """;

    @Test
    void textHasAlignedColumnsSegmentsAndTotals() {
        assertThat(new SummaryTable(run()).text()).isEqualTo(EXPECTED);
    }

    @Test
    void textIsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(new SummaryTable(run()).text()).isEqualTo(EXPECTED);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void jsonHoldsTheSameNumbersAndNullWhereThereIsNone() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new SummaryTable(run()).toJson());
        assertThat(json.at("/groups/1/shift").asText()).isEqualTo("gain drift");
        assertThat(json.at("/groups/1/before/frozen").asDouble()).isEqualTo(1);
        assertThat(json.at("/groups/1/during/frozen").asDouble()).isZero();
        assertThat(json.at("/groups/1/during/adapted").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/groups/1/recovered").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/groups/1/alerts/medianDelaySeconds").asDouble()).isEqualTo(3);
        assertThat(json.at("/groups/0/recovered").isNull()).isTrue();
        assertThat(json.at("/groups/0/during/adapted").isNull()).isTrue();
        assertThat(json.at("/segments/1/segment").asText()).isEqualTo("batch 3");
        assertThat(json.at("/segments/1/frozen").asDouble()).isEqualTo(1);
        assertThat(json.at("/totals/windows").asInt()).isEqualTo(48);
        assertThat(json.at("/totals/duplicates").asInt()).isEqualTo(1);
        assertThat(json.at("/totals/latencyMillis/p99").asInt()).isEqualTo(20);
        assertThat(json.at("/totals/adaptation/steps").asInt()).isEqualTo(15);
    }

    @Test
    void jsonOfAnEmptyRunHasNoLatencies() throws Exception {
        PlayedRun nothing = new PlayedRun("t", "m", List.of(), List.of(), List.of());
        JsonNode json =
                new ObjectMapper().readTree(new SummaryTable(new Scoreboard(nothing, clock).snapshot()).toJson());
        assertThat(json.at("/totals/latencyMillis/p50").isNull()).isTrue();
        assertThat(json.at("/totals/scored/frozen").isNull()).isTrue();
    }
}
