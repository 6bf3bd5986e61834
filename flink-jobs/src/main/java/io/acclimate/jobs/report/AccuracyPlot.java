// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.report.GroupResult.Bin;
import io.acclimate.jobs.report.Svg.Point;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Accuracy of both models over stream time in one shift group, over the true shift, with ticks where alerts opened. */
final class AccuracyPlot {

    private static final double WIDTH = 360;
    private static final double HEIGHT = 220;
    private static final Plot.Margins MARGINS = new Plot.Margins(44, 28, 10, 38);
    private static final double ALERT_TICK = 9;

    private final GroupResult result;
    private final TimeUnitOfAxis unit;
    private final Plot plot;

    /** A plot of one group; the range of time (microseconds) is that of all plots that stand beside it. */
    AccuracyPlot(GroupResult result, double fromMicros, double toMicros) {
        this.result = result;
        this.unit = TimeUnitOfAxis.forSpan(toMicros - fromMicros);
        this.plot = new Plot(
                WIDTH,
                HEIGHT,
                MARGINS,
                new double[] {unit.of(fromMicros), unit.of(toMicros)},
                new double[] {0, 1},
                "Accuracy over time: " + result.group().label());
    }

    String markup(List<AlertMark> marks) {
        shade();
        String since = result.group().profile().isEmpty() ? "first reading" : "start of shift";
        plot.yAxis(5, tick -> Scale.label(tick * 100) + " %", "accuracy")
                .xAxis(7, "stream time since %s, %s".formatted(since, unit.symbol()));
        line("frozen", Accuracy::frozen);
        line("adapted", Accuracy::adapted);
        for (AlertMark mark : marks) {
            double x = plot.x().clamped(unit.of(mark.sinceReferenceMicros()));
            plot.svg().line("alert", x, plot.y().to() - ALERT_TICK, x, plot.y().to());
        }
        return plot.markup();
    }

    /** Height of the shade = mean strength of the true shift. */
    private void shade() {
        List<Point> outline = new ArrayList<>();
        for (Bin bin : result.series()) {
            double top = plot.y().at(bin.strength());
            outline.add(new Point(x(bin, 0), top));
            outline.add(new Point(x(bin, 1), top));
        }
        outline.add(new Point(outline.get(outline.size() - 1).x(), plot.y().from()));
        outline.add(new Point(outline.get(0).x(), plot.y().from()));
        if (result.series().stream().anyMatch(bin -> bin.strength() > 0)) {
            plot.svg().polygon("shade", outline);
        }
    }

    /** Broken where a bin has no window; a lone bin becomes a short dash. */
    private void line(String style, ToDoubleFunction<Accuracy> share) {
        List<Point> piece = new ArrayList<>();
        for (Bin bin : result.series()) {
            double value = share.applyAsDouble(bin.accuracy());
            if (!Double.isNaN(value)) {
                piece.add(new Point(x(bin, 0.5), plot.y().at(value)));
            } else {
                draw(style, piece);
                piece.clear();
            }
        }
        draw(style, piece);
    }

    private void draw(String style, List<Point> piece) {
        if (piece.size() > 1) {
            plot.svg().polyline(style, piece);
        } else if (piece.size() == 1) {
            Point point = piece.get(0);
            plot.svg().line(style, point.x() - 2, point.y(), point.x() + 2, point.y());
        }
    }

    private double x(Bin bin, double part) {
        return plot.x().clamped(unit.of(bin.fromMicros() + part * bin.widthMicros()));
    }
}
