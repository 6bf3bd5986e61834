// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.DecodeReport;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.Fault;
import io.acclimate.operators.events.Geometry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/** The two forms of what {@code events info} prints. Names of JSON fields stay the same over releases. */
final class InfoReport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_HOT_PIXELS = 5;
    private static final int JSON_HOT_PIXELS = 100;

    private final Path file;
    private final long bytes;
    private final Geometry sensor;
    private final EventReader reader;
    private final RecordingSummary summary;

    InfoReport(Path file, long bytes, Geometry sensor, EventReader reader, RecordingSummary summary) {
        this.file = file;
        this.bytes = bytes;
        this.sensor = sensor;
        this.reader = reader;
        this.summary = summary;
    }

    String text() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(Progress.text("file        %s, %,d bytes", file, bytes));
        lines.add("format      " + reader.format());
        lines.add("sensor      "
                + (sensor.isKnown() ? sensor + " pixels" : "size unknown, the recording does not say it"));
        lines.add(Progress.text("events      %,d", summary.events()));
        if (summary.events() > 0) {
            addEvents(lines);
        }
        if (reader.report().otherEvents() > 0) {
            lines.add(Progress.text(
                    "other       %,d records that are no change events (triggers, frames, grey levels ...)",
                    reader.report().otherEvents()));
        }
        lines.add("damage      " + damage());
        return lines.toString();
    }

    private void addEvents(StringJoiner lines) {
        Extent extent = summary.extent();
        lines.add(Progress.text(
                "duration    %.6f s, from %.6f s on the sensor's clock",
                summary.durationMicros() / 1e6, summary.firstMicros() / 1e6));
        lines.add(Progress.text("rate        %,.0f events/s, at most %,.0f", summary.rate(), summary.peakRate()));
        lines.add(Progress.text("polarity    %.1f %% ON", 100 * summary.onShare()));
        lines.add(Progress.text(
                "extent      columns %d to %d, rows %d to %d",
                extent.leastX(), extent.greatestX(), extent.leastY(), extent.greatestY()));
        lines.add("hot pixels  " + hotPixels());
    }

    private String hotPixels() {
        if (!summary.knowsHotPixels()) {
            return "not counted, the sensor is too large or its size unknown";
        }
        List<RecordingSummary.HotPixel> hot = summary.hotPixels();
        if (hot.isEmpty()) {
            return "none";
        }
        StringJoiner pixels = new StringJoiner(", ", hot.size() + ": ", hot.size() > SHOWN_HOT_PIXELS ? " ..." : "");
        hot.stream()
                .limit(SHOWN_HOT_PIXELS)
                .forEach(pixel ->
                        pixels.add(Progress.text("(%d, %d) with %,d events", pixel.x(), pixel.y(), pixel.events())));
        return pixels.toString();
    }

    private String damage() {
        DecodeReport report = reader.report();
        if (report.faults() == 0) {
            return "none";
        }
        StringJoiner faults = new StringJoiner(", ");
        for (Fault fault : Fault.values()) {
            if (report.count(fault) > 0) {
                faults.add(Progress.text("%,d %s", report.count(fault), fault));
            }
        }
        DecodeReport.At first = report.firstFaults().get(0);
        return faults + "; the first is %s at byte %d".formatted(first.fault(), first.offset());
    }

    String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("file", file.toString()).put("bytes", bytes);
        root.put("format", reader.format().name());
        root.put("width", sensor.isKnown() ? sensor.width() : null)
                .put("height", sensor.isKnown() ? sensor.height() : null);
        root.put("events", summary.events()).put("otherEvents", reader.report().otherEvents());
        if (summary.events() > 0) {
            putEvents(root);
        }
        ObjectNode faults = root.putObject("faults");
        for (Fault fault : Fault.values()) {
            faults.put(fault.name(), reader.report().count(fault));
        }
        ArrayNode first = root.putArray("firstFaults");
        reader.report()
                .firstFaults()
                .forEach(at -> first.addObject().put("fault", at.fault().name()).put("offset", at.offset()));
        return root.toString();
    }

    private void putEvents(ObjectNode root) {
        Extent extent = summary.extent();
        root.put("firstMicros", summary.firstMicros()).put("durationMicros", summary.durationMicros());
        root.put("eventsPerSecond", summary.rate()).put("peakEventsPerSecond", summary.peakRate());
        root.put("onShare", summary.onShare());
        root.put("leastX", extent.leastX()).put("greatestX", extent.greatestX());
        root.put("leastY", extent.leastY()).put("greatestY", extent.greatestY());
        if (summary.knowsHotPixels()) {
            List<RecordingSummary.HotPixel> hot = summary.hotPixels();
            root.put("hotPixels", hot.size());
            ArrayNode most = root.putArray("hottest");
            hot.stream().limit(JSON_HOT_PIXELS).forEach(pixel -> most.addObject()
                    .put("x", pixel.x())
                    .put("y", pixel.y())
                    .put("events", pixel.events()));
        }
    }
}
