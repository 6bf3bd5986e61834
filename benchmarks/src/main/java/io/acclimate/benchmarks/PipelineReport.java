// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a pipeline benchmark as text and as JSON, ratios first.
 *
 * @param facts of machine and settings
 * @param rows the figures
 */
record PipelineReport(Map<String, String> facts, List<Row> rows) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Lines for people. */
    String text() {
        List<String> lines = new ArrayList<>();
        facts.forEach((name, value) -> lines.add("%-12s %s".formatted(name, value)));
        lines.add("");
        lines.add("%-10s %5s %12s %13s %13s %11s %18s %16s"
                .formatted(
                        "method",
                        "slots",
                        "streams/pass",
                        "pipeline/bare",
                        "of CPU time",
                        "over naive",
                        "pipeline windows/s",
                        "bare"));
        rows.forEach(row -> lines.add(line(row)));
        return String.join("\n", lines);
    }

    private String line(Row row) {
        Measurement median = row.median();
        return String.format(
                Locale.ROOT,
                "%-10s %5d %12d %13.3f %13.3f %11s %18.0f %16.0f",
                row.method(),
                row.slots(),
                row.streamsPerPass(),
                median.ratio(),
                median.cpuRatio(),
                overNaive(row),
                median.pipeline(),
                median.bare());
    }

    /** How much faster the row's job is than the one that takes its streams one by one. */
    private String overNaive(Row row) {
        return rows.stream()
                .filter(other -> other.streamsPerPass() == 1
                        && row.streamsPerPass() != 1
                        && other.method().equals(row.method())
                        && other.slots() == row.slots())
                .findFirst()
                .map(naive -> String.format(
                        Locale.ROOT,
                        "%.2f",
                        row.median().pipeline() / naive.median().pipeline()))
                .orElse("-");
    }

    /** The same for programs, with every repeat. */
    String json() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", rows.stream().map(PipelineReport::fields).toList());
        all.put("facts", facts);
        return JSON.writeValueAsString(all) + "\n";
    }

    private static Map<String, Object> fields(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", row.method());
        fields.put("slots", row.slots());
        fields.put("streamsPerPass", row.streamsPerPass());
        fields.put("ratio", row.median().ratio());
        fields.put("cpuRatio", row.median().cpuRatio());
        fields.put("pipelineWindowsPerSecond", row.median().pipeline());
        fields.put("bareWindowsPerSecond", row.median().bare());
        fields.put("repeats", row.repeats());
        return fields;
    }
}
