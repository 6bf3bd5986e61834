// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/** What a run came to: a table by shift group with totals, as text and as JSON. */
public final class SummaryTable {

    static final String[] GROUPING = {
        "", "", "", "frozen", "frozen", "adapted", "adapted", "", "shifts", "already", "median", "false"
    };
    static final String[] HEADINGS = {
        "shift",
        "profile",
        "streams",
        "before",
        "during",
        "before",
        "during",
        "recovered",
        "found",
        "open",
        "delay",
        "alarms"
    };

    private final RunSnapshot run;

    /** The table of a run. */
    public SummaryTable(RunSnapshot run) {
        this.run = run;
    }

    /** Aligned columns, then segments of streams with several shifts, then totals; every line ends with a line feed. */
    public String text() {
        TextTable table = new TextTable(2).row(GROUPING).row(HEADINGS).rule();
        for (GroupResult group : run.groups()) {
            table.row(cells(group).toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder(table.text()).append('\n');
        run.streams().stream()
                .filter(stream -> !stream.segments().isEmpty())
                .forEach(stream -> text.append(segments(stream)).append('\n'));
        return text.append(totals()).toString();
    }

    private static String segments(StreamResult stream) {
        TextTable table = new TextTable(2)
                .row("stream", "segment", "windows", "frozen", "adapted")
                .rule();
        for (StreamResult.Segment segment : stream.segments()) {
            Accuracy accuracy = segment.accuracy();
            table.row(
                    Wording.name(stream.streamId()),
                    Wording.name(segment.name()),
                    Wording.count(accuracy.windows()),
                    Wording.percent(accuracy.frozen()),
                    Wording.percent(accuracy.adapted()));
        }
        return table.row(
                        "",
                        "mean of segments",
                        "",
                        Wording.percent(stream.segmentMean(Accuracy::frozen)),
                        Wording.percent(stream.segmentMean(Accuracy::adapted)))
                .text();
    }

    /** The cells of one group, in the order of the columns. */
    static List<String> cells(GroupResult group) {
        AlertCounts alerts = group.alerts();
        return List.of(
                group.group().kindName(),
                group.group().profileName(),
                Wording.count(group.streams()),
                Wording.percent(group.before().frozen()),
                Wording.percent(group.during().frozen()),
                Wording.percent(group.before().adapted()),
                Wording.percent(group.during().adapted()),
                Wording.percent(group.recovered()),
                found(alerts),
                alerts.alreadyOpen() == 0 ? Wording.NONE : Wording.count(alerts.alreadyOpen()),
                Wording.seconds(alerts.medianDelaySeconds()),
                Wording.count(alerts.falseAlarms()));
    }

    /** Found of reached, for example {@code 3/4}. */
    static String found(AlertCounts alerts) {
        return alerts.reached() == 0
                ? Wording.NONE
                : Wording.count(alerts.found()) + "/" + Wording.count(alerts.reached());
    }

    private String totals() {
        TextTable table = new TextTable(2);
        Totals.of(run).forEach((name, value) -> table.row(name, value));
        return table.text();
    }

    /** The same numbers: shares 0..1, times in the unit of their name, null where there is none. */
    public String toJson() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        SummaryJson.write(run, json);
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings could not be written", e);
        }
    }
}
