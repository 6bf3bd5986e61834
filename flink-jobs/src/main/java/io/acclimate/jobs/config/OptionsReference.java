// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.description.HtmlFormatter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the reference page of all options and the example file from the options themselves. */
public final class OptionsReference {

    private static final String PAGE_HEAD = """
            # Options

            <!-- Generated from the options in io.acclimate.jobs.config; a test fails when this page is stale. -->

            All options stand in one YAML file, nested (`adapt: {rmt: {source-weight: 1}}`) or with dots
            (`adapt.rmt.source-weight: 1`). A value of the command line wins over the file. What cannot be used is
            refused before the job starts, with a sentence per problem. [acclimate.yaml](acclimate.yaml) is a file
            to start from.

            Durations have one of the units d, h, min, s, ms, micros; sizes one of gb, mb, kb, bytes.
            """;

    private static final String FILE_HEAD = """
            # Options of an Acclimate job, each with its default; remove '# ' before the key to set one.
            # Keys of Flink (parallelism.default, execution.checkpointing.interval ...) may stand here, too.
            # docs/options.md says more. Generated: a test fails when this file is stale.
            """;

    private OptionsReference() {}

    /** The files by their names, with the same content on every call. */
    public static Map<String, String> files() {
        return new TreeMap<>(Map.of("acclimate.yaml", example(), "options.md", page()));
    }

    /** Writes all files into {@code docs}. */
    public static void write(Path docs) throws IOException {
        for (Map.Entry<String, String> file : files().entrySet()) {
            Files.write(docs.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String page() {
        return PAGE_HEAD
                + AcclimateOptions.GROUPS.stream().map(OptionsReference::table).collect(Collectors.joining())
                + "\n## Flink\n\nKeys of Flink are passed through unchanged: those that are, or begin with, "
                + FlinkKeys.PREFIXES.stream().map(prefix -> "`" + prefix + "`").collect(Collectors.joining(", "))
                + ".\n";
    }

    private static String table(OptionGroup group) {
        return "\n## %s\n\n%s\n\n| Key | Value | Default | Description |\n|---|---|---|---|\n"
                        .formatted(group.title(), group.about())
                + group.options().stream().map(OptionsReference::row).collect(Collectors.joining());
    }

    private static String row(OptionValues<?> values) {
        return "| `%s` | %s | %s | %s |\n"
                .formatted(values.key(), values.values(), defaultCell(values), description(values));
    }

    private static String defaultCell(OptionValues<?> values) {
        return values.option().hasDefaultValue() ? "`" + defaultText(values) + "`" : whenUnset(values);
    }

    private static String example() {
        return FILE_HEAD
                + AcclimateOptions.GROUPS.stream()
                        .map(OptionsReference::section)
                        .collect(Collectors.joining());
    }

    private static String section(OptionGroup group) {
        return "\n# --- %s: %s\n".formatted(group.title(), group.about().replace("`", "'"))
                + group.options().stream().map(OptionsReference::lines).collect(Collectors.joining());
    }

    private static String lines(OptionValues<?> values) {
        String unset = values.option().hasDefaultValue() ? "" : "; default: " + whenUnset(values);
        String option = "%s: %s".formatted(values.key(), defaultText(values)).stripTrailing();
        return "\n# %s\n# Value: %s%s.\n# %s\n".formatted(description(values), values.values(), unset, option);
    }

    private static String whenUnset(OptionValues<?> values) {
        return values.unset().orElse("none, it must be set");
    }

    private static String defaultText(OptionValues<?> values) {
        return values.option().hasDefaultValue()
                ? OptionValues.written(values.option().defaultValue())
                : "";
    }

    private static String description(OptionValues<?> values) {
        return new HtmlFormatter().format(values.option().description());
    }
}
