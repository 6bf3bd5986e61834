// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What a command prints. */
final class Output {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
    private static final int KILO = 1000;

    private final PrintWriter out;
    private final PrintWriter err;

    Output(CommandSpec spec) {
        out = spec.commandLine().getOut();
        err = spec.commandLine().getErr();
    }

    void line(String line) {
        out.println(line);
        out.flush();
    }

    void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    void json(JsonNode tree) throws JsonProcessingException {
        line(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    }

    /** What goes beside the answer: progress and remarks, which must not end in a file of JSON. */
    void remark(String line) {
        err.println(line);
        err.flush();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Local time to the second. */
    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }

    /** Three digits and a decimal unit. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        for (; value >= KILO && unit < UNITS.length - 1; unit++) {
            value /= KILO;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.3g %s", value, UNITS[unit]);
    }

    /** Four significant digits. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
