// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.ShiftKind;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parts of a report that hold plots. A part without data is empty. */
final class ReportSections {

    private static final String MODELS_LEGEND =
            key("frozen-key", "frozen source model") + key("adapted-key", "adapted model");

    private ReportSections() {}

    private static String key(String style, String meaning) {
        return Markup.element("span", "<i class=\"" + style + "\"></i> " + Markup.escape(meaning));
    }

    private static String legend(String keys) {
        return Markup.styled("p", "legend", keys);
    }

    private static String section(String title, String inner) {
        return Markup.element("section", Markup.text("h2", title) + inner);
    }

    /** One row of small plots per kind of shift. */
    static String accuracyOverTime(RunSnapshot run) {
        if (run.groups().isEmpty()) {
            return "";
        }
        Map<ShiftKind, List<GroupResult>> byKind = run.groups().stream()
                .collect(Collectors.groupingBy(result -> result.group().kind(), TreeMap::new, Collectors.toList()));
        StringBuilder rows = new StringBuilder(legend(MODELS_LEGEND
                + key("shade-key", "strength of the true shift, mean over streams")
                + key("alert-key", "alert opened")));
        byKind.values().forEach(groups -> rows.append(row(groups, run.marks())));
        return section("Accuracy over time", rows.toString());
    }

    private static String row(List<GroupResult> groups, List<AlertMark> marks) {
        double from = groups.stream()
                .flatMap(group -> group.series().stream())
                .mapToLong(GroupResult.Bin::fromMicros)
                .min()
                .orElse(0);
        double to = groups.stream()
                .flatMap(group -> group.series().stream())
                .mapToLong(bin -> bin.fromMicros() + bin.widthMicros())
                .max()
                .orElse(0);
        String panels =
                groups.stream().map(group -> panel(group, marks, from, to)).collect(Collectors.joining());
        return Markup.text("h3", groups.get(0).group().kindName()) + Markup.styled("div", "panels", panels);
    }

    private static String panel(GroupResult group, List<AlertMark> marks, double from, double to) {
        List<AlertMark> own = marks.stream()
                .filter(mark -> mark.group().equals(group.group()))
                .toList();
        String profile = group.group().profile().isEmpty() ? "" : group.group().profileName() + ", ";
        String recovered = Double.isNaN(group.recovered()) ? "" : ", recovered " + Wording.percent(group.recovered());
        String caption =
                profile + Wording.count(group.streams()) + (group.streams() == 1 ? " stream" : " streams") + recovered;
        return Markup.element(
                "figure", Markup.text("figcaption", caption) + new AccuracyPlot(group, from, to).markup(own));
    }

    /** For every stream with several known shifts. */
    static String segments(RunSnapshot run) {
        String plots = run.streams().stream()
                .filter(stream -> !stream.segments().isEmpty())
                .map(stream -> Markup.text("h3", Wording.name(stream.streamId()))
                        + Markup.styled("div", "scroll", new SegmentPlot(stream).markup())
                        + ReportTables.segments(stream))
                .collect(Collectors.joining());
        return plots.isEmpty() ? "" : section("Accuracy between known shifts", legend(MODELS_LEGEND) + plots);
    }

    /** Unshifted streams have no true time to hold an alert against; their alerts stand in their accuracy plot. */
    static String alerts(RunSnapshot run) {
        List<GroupResult> shifted = run.groups().stream()
                .filter(group -> group.group().profile().isPresent())
                .toList();
        List<AlertMark> marks = run.marks().stream()
                .filter(mark -> mark.group().profile().isPresent())
                .toList();
        if (shifted.isEmpty()) {
            return "";
        }
        String keys = key("found-key", "first alert under its shift")
                + key("hollow-key", "repeated")
                + key("square-key", "after the shift")
                + key("cross-key", "false alarm");
        return section(
                "Alerts against true shift times",
                legend(keys) + Markup.styled("div", "scroll", new AlertPlot(shifted, marks).markup()));
    }

    static String load(RunSnapshot run) {
        String plots = "";
        if (run.counts().windows() > 0) {
            plots += Markup.element(
                    "figure", Markup.text("figcaption", "throughput") + ThroughputPlot.markup(run.throughput()));
        }
        if (run.latency().count() > 0) {
            plots += Markup.element("figure", Markup.text("figcaption", "latency") + LatencyPlot.markup(run.latency()));
        }
        return plots.isEmpty() ? "" : section("Throughput and latency", Markup.styled("div", "pair", plots));
    }
}
