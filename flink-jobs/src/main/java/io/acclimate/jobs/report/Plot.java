// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.function.DoubleFunction;

/** A drawing with a rectangle for data and two axes around it. */
final class Plot {

    /** Room around the data, user units. */
    record Margins(double left, double top, double right, double bottom) {}

    private static final double TICK_LABEL_GAP = 14;
    private static final double TITLE_GAP = 30;

    private final Svg svg;
    private final Scale x;
    private final Scale y;

    /** An empty plot; a range is the values at both ends of an axis, at the left or bottom first. */
    Plot(double width, double height, Margins margins, double[] xRange, double[] yRange, String description) {
        svg = new Svg(width, height, description);
        x = new Scale(xRange[0], xRange[1], margins.left(), width - margins.right());
        y = new Scale(yRange[0], yRange[1], height - margins.bottom(), margins.top());
    }

    Svg svg() {
        return svg;
    }

    Scale x() {
        return x;
    }

    Scale y() {
        return y;
    }

    /** Vertical grid lines, tick labels and a title below. */
    Plot xAxis(int mostTicks, String title) {
        for (double tick : x.ticks(mostTicks)) {
            svg.line("grid", x.at(tick), y.to(), x.at(tick), y.from());
            svg.text("tick mid", x.at(tick), y.from() + TICK_LABEL_GAP, Scale.label(tick));
        }
        return xTitle(title);
    }

    Plot xTitle(String title) {
        svg.text("axis mid", (x.from() + x.to()) / 2, y.from() + TITLE_GAP, title);
        return this;
    }

    /** Horizontal grid lines, tick labels and a title above. */
    Plot yAxis(int mostTicks, DoubleFunction<String> label, String title) {
        for (double tick : y.ticks(mostTicks)) {
            svg.line("grid", x.from(), y.at(tick), x.to(), y.at(tick));
            svg.text("tick end", x.from() - 5, y.at(tick) + 3.5, label.apply(tick));
        }
        svg.text("axis", 2, y.to() - 14, title);
        return this;
    }

    String markup() {
        return svg.markup();
    }
}
