// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run as one HTML file that needs nothing else: plots are inline SVG, the style sheet is inside, there is no script. Light
 * or dark as the reader's system has it. The markup is well-formed XML, too.
 */
public final class HtmlReport {

    private static final String STYLE_SHEET = "report.css";

    private HtmlReport() {}

    /**
     * Writes the report, and the folders above it.
     *
     * @param file where to; an existing file is replaced
     * @param run what happened
     * @param facts what else a reader needs to know, in the order in which it is shown: method, options, versions, machine
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, RunSnapshot run, Map<String, String> facts) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, markup(run, facts));
    }

    private static String markup(RunSnapshot run, Map<String, String> facts) throws IOException {
        String head = "<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                + Markup.text("title", run.title())
                + "<style>\n" + styleSheet() + "</style>\n";
        return "<!DOCTYPE html>\n<html lang=\"en\">\n"
                + Markup.element("head", head)
                + Markup.element("body", Markup.element("main", body(run, facts)))
                + "</html>\n";
    }

    private static String body(RunSnapshot run, Map<String, String> facts) {
        return Markup.text("h1", run.title())
                + Headline.markup(run)
                + Markup.element("section", Markup.text("h2", "Run") + ReportTables.facts(withModel(run, facts)))
                + ReportSections.accuracyOverTime(run)
                + ReportSections.segments(run)
                + ReportSections.alerts(run)
                + ReportSections.load(run)
                + tables(run);
    }

    private static Map<String, String> withModel(RunSnapshot run, Map<String, String> facts) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("model", run.modelId());
        all.putAll(facts);
        return all;
    }

    private static String tables(RunSnapshot run) {
        return Markup.element(
                "section",
                Markup.text("h2", "All numbers")
                        + ReportTables.facts(Totals.of(run))
                        + Markup.text("h3", "By shift")
                        + ReportTables.groups(run)
                        + Markup.text("h3", "By class")
                        + ReportTables.classes(run)
                        + Markup.text("h3", "By stream")
                        + ReportTables.streams(run));
    }

    private static String styleSheet() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE_SHEET)) {
            if (in == null) {
                throw new IOException("the build lacks its resource " + STYLE_SHEET + " beside " + HtmlReport.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
