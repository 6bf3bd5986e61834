// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;

/** Accuracy of both models in each stretch between the known shifts of one stream, as pairs of bars. */
final class SegmentPlot {

    private static final double WIDTH = 1100;
    private static final double HEIGHT = 280;
    private static final Plot.Margins MARGINS = new Plot.Margins(48, 30, 10, 58);
    private static final double BAR_SHARE = 0.36;
    private static final double LEAST_SLOT_FOR_TEXT = 64;

    private final StreamResult stream;
    private final Plot plot;
    private final double slot;

    /** A plot of a stream that has segments. */
    SegmentPlot(StreamResult stream) {
        this.stream = stream;
        int count = stream.segments().size();
        plot = new Plot(
                WIDTH,
                HEIGHT,
                MARGINS,
                new double[] {0, count},
                new double[] {0, 1},
                "Accuracy between known shifts: " + Wording.name(stream.streamId()));
        slot = (WIDTH - MARGINS.left() - MARGINS.right()) / count;
    }

    String markup() {
        plot.yAxis(5, tick -> Scale.label(tick * 100) + " %", "accuracy");
        List<StreamResult.Segment> segments = stream.segments();
        for (int i = 0; i < segments.size(); i++) {
            Accuracy accuracy = segments.get(i).accuracy();
            double middle = plot.x().at(i + 0.5);
            bar("frozen-bar", middle - BAR_SHARE * slot, accuracy.frozen(), "frozen");
            bar("adapted-bar", middle, accuracy.adapted(), "adapted");
            name(segments.get(i), middle);
        }
        plot.svg()
                .text(
                        "axis mid",
                        (plot.x().from() + plot.x().to()) / 2,
                        HEIGHT - 6,
                        "stretch between known shifts, in order of stream time");
        return plot.markup();
    }

    private void bar(String style, double x, double share, String model) {
        if (Double.isNaN(share)) {
            return;
        }
        double top = plot.y().at(share);
        plot.svg()
                .rect(style, x, top, BAR_SHARE * slot - 1, plot.y().from() - top, model + " " + Wording.percent(share));
        if (slot >= LEAST_SLOT_FOR_TEXT) {
            plot.svg().text("tick mid", x + BAR_SHARE * slot / 2, top - 4, Wording.decimal(share * 100, 1));
        }
    }

    private void name(StreamResult.Segment segment, double middle) {
        double base = plot.y().from();
        if (slot >= LEAST_SLOT_FOR_TEXT) {
            plot.svg()
                    .text("tick mid", middle, base + 14, shortened(segment.name()))
                    .text(
                            "tick mid muted",
                            middle,
                            base + 28,
                            Wording.count(segment.accuracy().windows()) + " win.");
        }
    }

    /** As many characters as fit under two bars, at about 6.5 user units each. */
    private String shortened(String name) {
        int most = (int) (slot / 6.5);
        return name.length() <= most ? Wording.name(name) : Wording.name(name.substring(0, most - 2) + "..");
    }
}
