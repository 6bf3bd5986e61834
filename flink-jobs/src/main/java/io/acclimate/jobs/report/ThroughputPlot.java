// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.report.Svg.Point;

import java.util.ArrayList;
import java.util.List;

/** Windows per second over wall-clock time, as steps. */
final class ThroughputPlot {

    private static final double WIDTH = 540;
    private static final double HEIGHT = 230;
    private static final Plot.Margins MARGINS = new Plot.Margins(56, 28, 12, 38);

    private ThroughputPlot() {}

    static String markup(Throughput throughput) {
        double binMicros = throughput.binSeconds() * 1e6;
        double span = throughput.windows().size() * binMicros;
        TimeUnitOfAxis unit = TimeUnitOfAxis.forSpan(span);
        double most = throughput.windows().stream()
                .mapToDouble(windows -> windows / throughput.binSeconds())
                .max()
                .orElse(1);
        Plot plot = new Plot(
                WIDTH,
                HEIGHT,
                MARGINS,
                new double[] {0, unit.of(span)},
                new double[] {0, most * 1.05},
                "Throughput over time");
        plot.yAxis(5, Scale::label, "windows per second")
                .xAxis(8, "wall-clock time since the first window, " + unit.symbol());
        plot.svg().polygon("area", outline(throughput, plot, unit.of(binMicros)));
        return plot.markup();
    }

    private static List<Point> outline(Throughput throughput, Plot plot, double binWidth) {
        List<Point> outline = new ArrayList<>();
        outline.add(new Point(plot.x().at(0), plot.y().at(0)));
        int bins = throughput.windows().size();
        for (int i = 0; i < bins; i++) {
            double y = plot.y().at(throughput.windows().get(i) / throughput.binSeconds());
            outline.add(new Point(plot.x().at(i * binWidth), y));
            outline.add(new Point(plot.x().at((i + 1) * binWidth), y));
        }
        outline.add(new Point(plot.x().at(bins * binWidth), plot.y().at(0)));
        return outline;
    }
}
