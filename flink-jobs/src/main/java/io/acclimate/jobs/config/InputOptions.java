// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.util.List;

/** Options {@code input.*} and {@code schemas.*}: what a record may look like. */
public final class InputOptions {

    public static final ConfigOption<MemorySize> MAX_RECORD_BYTES = ConfigOptions.key("input.max-record-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1))
            .withDescription("Largest record, in bytes.");

    public static final ConfigOption<Integer> MAX_READINGS = ConfigOptions.key("input.max-readings")
            .intType()
            .defaultValue(65_536)
            .withDescription("Most readings, or camera events, of one packet.");

    public static final ConfigOption<Integer> MAX_STREAM_ID_LENGTH = ConfigOptions.key("input.max-stream-id-length")
            .intType()
            .defaultValue(256)
            .withDescription("Longest stream id, in characters.");

    public static final ConfigOption<String> SCHEMAS_DIRECTORY = ConfigOptions.key("schemas.directory")
            .stringType()
            .noDefaultValue()
            .withDescription("Directory of further Avro schemas (.avsc) that writers of records use.");

    private static final int MOST_READINGS = 1 << 24;
    private static final int LONGEST_STREAM_ID = 4096;

    static final OptionGroup GROUP = new OptionGroup(
            "Input",
            "What a record may look like; one that breaks a limit goes to the dead-letter topic.",
            List.of(
                    OptionValues.size(MAX_RECORD_BYTES, MemorySize.parse("1 kb"), MemorySize.parse("1 gb")),
                    OptionValues.integer(MAX_READINGS, 1, MOST_READINGS),
                    OptionValues.integer(MAX_STREAM_ID_LENGTH, 1, LONGEST_STREAM_ID),
                    OptionValues.text(SCHEMAS_DIRECTORY, "a directory, or remove it", path -> !path.isBlank())
                            .elseMeaning("only the schemas of this release")));

    private InputOptions() {}
}
