// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/** Percentiles of latency as bars. */
final class LatencyPlot {

    private static final double WIDTH = 540;
    private static final double HEIGHT = 230;
    private static final Plot.Margins MARGINS = new Plot.Margins(70, 28, 90, 38);
    private static final double BAR = 0.55;

    private LatencyPlot() {}

    static String markup(LatencySummary latency) {
        String[] names = {"p50", "p95", "p99", "largest"};
        long[] millis = {latency.p50Millis(), latency.p95Millis(), latency.p99Millis(), latency.maxMillis()};
        Plot plot = new Plot(
                WIDTH,
                HEIGHT,
                MARGINS,
                new double[] {0, Math.max(1, latency.maxMillis())},
                new double[] {names.length, 0},
                "Latency percentiles");
        plot.xAxis(6, "latency from arrival to prediction, ms");
        for (int i = 0; i < names.length; i++) {
            double top = plot.y().at(i + (1 - BAR) / 2);
            double height = plot.y().at(i + (1 + BAR) / 2) - top;
            double end = plot.x().at(millis[i]);
            String value = Wording.millis(millis[i]);
            plot.svg()
                    .text("tick end", plot.x().from() - 8, top + height / 2 + 4, names[i])
                    .rect("adapted-bar", plot.x().from(), top, end - plot.x().from(), height, value)
                    .text("tick", end + 6, top + height / 2 + 4, value);
        }
        return plot.markup();
    }
}
