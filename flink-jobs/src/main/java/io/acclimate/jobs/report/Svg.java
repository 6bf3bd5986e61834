// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A drawing as inline SVG. Looks come from the style sheet, by the name of a style class. Lengths are in user units. */
final class Svg {

    /** A place on the drawing, x to the right and y down. */
    record Point(double x, double y) {}

    private final StringBuilder out = new StringBuilder();

    Svg(double width, double height, String description) {
        out.append("<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(length(width), length(height), Markup.escape(description)));
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        return shape(
                "line",
                style,
                "x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"".formatted(length(x1), length(y1), length(x2), length(y2)));
    }

    Svg polyline(String style, List<Point> points) {
        return shape("polyline", style, points(points));
    }

    Svg polygon(String style, List<Point> points) {
        return shape("polygon", style, points(points));
    }

    private static String points(List<Point> points) {
        return points.stream()
                .map(point -> length(point.x()) + "," + length(point.y()))
                .collect(Collectors.joining(" ", "points=\"", "\""));
    }

    private Svg shape(String tag, String style, String attributes) {
        out.append("<%s class=\"%s\" %s/>\n".formatted(tag, style, attributes));
        return this;
    }

    /** A rectangle that tells more when pointed at. */
    Svg rect(String style, double x, double y, double width, double height, String tip) {
        return tipped(
                "rect",
                style,
                "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                        .formatted(length(x), length(y), length(width), length(height)),
                tip);
    }

    /** A circle that tells more when pointed at. */
    Svg circle(String style, double x, double y, double radius, String tip) {
        return tipped(
                "circle", style, "cx=\"%s\" cy=\"%s\" r=\"%s\"".formatted(length(x), length(y), length(radius)), tip);
    }

    /** A diagonal cross that tells more when pointed at. */
    Svg cross(String style, double x, double y, double radius, String tip) {
        String path = "d=\"M%s %sL%s %sM%s %sL%s %s\""
                .formatted(
                        length(x - radius),
                        length(y - radius),
                        length(x + radius),
                        length(y + radius),
                        length(x - radius),
                        length(y + radius),
                        length(x + radius),
                        length(y - radius));
        return tipped("path", style, path, tip);
    }

    private Svg tipped(String tag, String style, String attributes, String tip) {
        out.append("<%s class=\"%s\" %s>".formatted(tag, style, attributes))
                .append("<title>" + Markup.escape(tip) + "</title></" + tag + ">\n");
        return this;
    }

    /** Text at a base line; the style says whether x is its start, middle or end. */
    Svg text(String style, double x, double y, String text) {
        out.append("<text class=\"%s\" x=\"%s\" y=\"%s\">".formatted(style, length(x), length(y)))
                .append(Markup.escape(text))
                .append("</text>\n");
        return this;
    }

    String markup() {
        return out + "</svg>\n";
    }

    private static String length(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
