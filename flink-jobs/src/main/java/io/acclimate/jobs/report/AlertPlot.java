// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;

/** When alerts opened relative to the true start of their shift: one row per shift group, one mark per alert. */
final class AlertPlot {

    private static final double WIDTH = 1100;
    private static final double ROW = 24;
    private static final Plot.Margins MARGINS = new Plot.Margins(190, 14, 250, 40);
    private static final double RADIUS = 4.5;
    private static final double LEAST_SPAN_MICROS = 1e6;

    private final List<GroupResult> groups;
    private final List<AlertMark> marks;
    private final TimeUnitOfAxis unit;
    private final Plot plot;

    /** A plot of the shifted groups, at least one. */
    AlertPlot(List<GroupResult> groups, List<AlertMark> marks) {
        this.groups = groups;
        this.marks = marks;
        double first =
                marks.stream().mapToLong(AlertMark::sinceShiftMicros).min().orElse(0);
        double last =
                marks.stream().mapToLong(AlertMark::sinceShiftMicros).max().orElse(0);
        double pad = 0.04 * Math.max(LEAST_SPAN_MICROS, Math.max(0, last) - Math.min(0, first));
        unit = TimeUnitOfAxis.forSpan(Math.max(0, last) - Math.min(0, first));
        plot = new Plot(
                WIDTH,
                MARGINS.top() + MARGINS.bottom() + ROW * groups.size(),
                MARGINS,
                new double[] {unit.of(Math.min(0, first) - pad), unit.of(Math.max(0, last) + pad)},
                new double[] {groups.size(), 0},
                "Alert times against true shift times");
    }

    String markup() {
        plot.xAxis(10, "stream time from the true start of the shift until the alert, " + unit.symbol());
        plot.svg()
                .line(
                        "zero",
                        plot.x().at(0),
                        plot.y().to(),
                        plot.x().at(0),
                        plot.y().from());
        for (int i = 0; i < groups.size(); i++) {
            row(groups.get(i), plot.y().at(i + 0.5));
        }
        return plot.markup();
    }

    private void row(GroupResult group, double y) {
        AlertCounts alerts = group.alerts();
        plot.svg().line("grid", plot.x().from(), y, plot.x().to(), y);
        plot.svg().text("tick end", plot.x().from() - 10, y + 4, group.group().label());
        plot.svg()
                .text(
                        "tick",
                        plot.x().to() + 12,
                        y + 4,
                        "found %s, median %s, false %s"
                                .formatted(
                                        SummaryTable.found(alerts),
                                        Wording.seconds(alerts.medianDelaySeconds()),
                                        Wording.count(alerts.falseAlarms())));
        marks.stream().filter(mark -> mark.group().equals(group.group())).forEach(mark -> mark(mark, y));
    }

    private void mark(AlertMark mark, double y) {
        double x = plot.x().at(unit.of(mark.sinceShiftMicros()));
        String tip = Wording.name(mark.streamId()) + ": " + Wording.seconds(mark.sinceShiftMicros() / 1e6);
        switch (mark.outcome()) {
            case FOUND -> plot.svg().circle("found", x, y, RADIUS, tip);
            case REPEATED -> plot.svg().circle("hollow", x, y, RADIUS, tip + ", repeated");
            case AFTER_SHIFT ->
                plot.svg().rect("hollow", x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS, tip + ", after the shift");
            case FALSE_ALARM -> plot.svg().cross("false", x, y, RADIUS, tip + ", false alarm");
        }
    }
}
