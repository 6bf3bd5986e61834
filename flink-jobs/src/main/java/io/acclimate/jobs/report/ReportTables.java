// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of a report. */
final class ReportTables {

    private ReportTables() {}

    static String groups(RunSnapshot run) {
        List<String> headings = new ArrayList<>();
        for (int i = 0; i < SummaryTable.HEADINGS.length; i++) {
            headings.add((SummaryTable.GROUPING[i] + " " + SummaryTable.HEADINGS[i]).strip());
        }
        return table(headings, run.groups().stream().map(SummaryTable::cells).toList(), 2);
    }

    static String segments(StreamResult stream) {
        List<List<String>> rows = new ArrayList<>();
        for (StreamResult.Segment segment : stream.segments()) {
            rows.add(List.of(
                    Wording.name(segment.name()),
                    Wording.clock(segment.fromMicros()),
                    Wording.count(segment.accuracy().windows()),
                    Wording.percent(segment.accuracy().frozen()),
                    Wording.percent(segment.accuracy().adapted())));
        }
        rows.add(List.of(
                "mean of segments",
                "",
                "",
                Wording.percent(stream.segmentMean(Accuracy::frozen)),
                Wording.percent(stream.segmentMean(Accuracy::adapted))));
        return table(List.of("segment", "from", "scored windows", "frozen", "adapted"), rows, 1);
    }

    static String classes(RunSnapshot run) {
        List<List<String>> rows = run.classes().stream()
                .map(result -> List.of(
                        Wording.name(result.name()),
                        Wording.count(result.accuracy().windows()),
                        Wording.percent(result.accuracy().frozen()),
                        Wording.percent(result.accuracy().adapted())))
                .toList();
        return table(List.of("class", "scored windows", "frozen", "adapted"), rows, 1);
    }

    static String streams(RunSnapshot run) {
        List<List<String>> rows =
                run.streams().stream().map(ReportTables::stream).toList();
        return table(
                List.of(
                        "stream",
                        "known shift",
                        "found",
                        "windows",
                        "scored",
                        "frozen",
                        "adapted",
                        "alerts",
                        "false alarms"),
                rows,
                3);
    }

    private static List<String> stream(StreamResult stream) {
        return List.of(
                Wording.name(stream.streamId()),
                stream.groups().stream().map(ShiftGroup::label).collect(Collectors.joining("; ")),
                stream.findings().stream().map(ReportTables::finding).collect(Collectors.joining("; ")),
                Wording.count(stream.windows()),
                Wording.count(stream.accuracy().windows()),
                Wording.percent(stream.accuracy().frozen()),
                Wording.percent(stream.accuracy().adapted()),
                Wording.count(stream.alertsOpened()),
                Wording.count(stream.falseAlarms()));
    }

    private static String finding(ShiftFinding finding) {
        return switch (finding.state()) {
            case NOT_REACHED -> "not reached";
            case MISSED -> "missed";
            case ALREADY_OPEN -> "already open";
            case FOUND -> "after " + Wording.seconds(finding.delayMicros() / 1e6);
        };
    }

    /** Two columns: names and what they stand for. */
    static String facts(Map<String, String> facts) {
        String rows = facts.entrySet().stream()
                .map(fact ->
                        Markup.element("tr", Markup.text("th", fact.getKey()) + Markup.text("td", fact.getValue())))
                .collect(Collectors.joining());
        return Markup.styled("table", "facts", "<tbody>" + rows + "</tbody>");
    }

    private static String table(List<String> headings, List<List<String>> rows, int leftColumns) {
        String head = Markup.element("thead", Markup.element("tr", cells("th", headings, leftColumns)));
        String body = rows.stream()
                .map(row -> Markup.element("tr", cells("td", row, leftColumns)))
                .collect(Collectors.joining());
        return Markup.styled(
                "div", "scroll", Markup.element("table", head + (rows.isEmpty() ? "" : Markup.element("tbody", body))));
    }

    private static String cells(String tag, List<String> cells, int leftColumns) {
        StringBuilder markup = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            markup.append(Markup.styled(tag, i < leftColumns ? "left" : "number", Markup.escape(cells.get(i))));
        }
        return markup.toString();
    }
}
