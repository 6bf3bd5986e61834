// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Memory over the windows of a run. */
final class MemoryPlot {

    private static final double WIDTH = 720;
    private static final double HEIGHT = 320;
    private static final double LEFT = 60;
    private static final double BOTTOM = 40;
    private static final int LINES = 5;
    private static final double MEGA = 1e6;

    private final List<MemorySample> samples;
    private final double mostWindows;
    private final double mostMegabytes;

    private MemoryPlot(List<MemorySample> samples) {
        this.samples = samples;
        this.mostWindows = samples.get(samples.size() - 1).windows();
        this.mostMegabytes =
                samples.stream().mapToDouble(MemorySample::resident).max().orElseThrow() / MEGA * 1.05;
    }

    /** A picture that stands by itself. */
    static String svg(List<MemorySample> samples) {
        MemoryPlot plot = new MemoryPlot(samples);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" "
                        .formatted(WIDTH, HEIGHT)
                + "font-size=\"11\">\n"
                + plot.grid()
                + plot.line("resident", "#222222", 0, MemorySample::resident)
                + plot.line("all native but direct", "#c0392b", 1, MemorySample::otherNative)
                + plot.line("heap in use", "#2471a3", 2, MemorySample::usedHeap)
                + plot.line("RocksDB", "#1e8449", 3, MemorySample::rocksDb)
                + plot.line("direct", "#b9770e", 4, MemorySample::direct)
                + "</svg>\n";
    }

    private double x(double windows) {
        return LEFT + windows / mostWindows * (WIDTH - LEFT - 10);
    }

    private double y(double megabytes) {
        return (HEIGHT - BOTTOM) * (1 - megabytes / mostMegabytes) + 5;
    }

    private String grid() {
        StringBuilder grid = new StringBuilder();
        for (int i = 0; i <= LINES; i++) {
            double megabytes = mostMegabytes * i / LINES;
            double windows = mostWindows * i / LINES;
            grid.append(text(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n"
                            + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%,.0f MB</text>\n"
                            + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%,.0f%s</text>\n",
                    LEFT,
                    WIDTH - 10,
                    y(megabytes),
                    y(megabytes),
                    LEFT - 4,
                    y(megabytes) + 4,
                    megabytes,
                    x(windows),
                    HEIGHT - BOTTOM + 20,
                    windows,
                    i == LINES ? " windows" : ""));
        }
        return grid.toString();
    }

    private String line(String name, String colour, int place, ToDoubleFunction<MemorySample> bytes) {
        String points = samples.stream()
                .map(sample -> text("%.1f,%.1f", x(sample.windows()), y(bytes.applyAsDouble(sample) / MEGA)))
                .collect(Collectors.joining(" "));
        return text(
                "<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/>\n<text x=\"%.0f\" y=\"%.0f\" fill=\"%s\">%s</text>\n",
                colour, points, LEFT + 130.0 * place, HEIGHT - 4, colour, name);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
