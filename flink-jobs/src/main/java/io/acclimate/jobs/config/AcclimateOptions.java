// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All options of the job; one class holds those of a prefix. */
public final class AcclimateOptions {

    static final List<OptionGroup> GROUPS = List.of(
            KafkaOptions.GROUP,
            ModelOptions.GROUP,
            InputOptions.GROUP,
            WindowOptions.GROUP,
            EventOptions.GROUP,
            AdaptOptions.GROUP,
            RmtOptions.GROUP,
            MethodOptions.GROUP,
            WrapperOptions.GROUP,
            ExecutionOptions.GROUP,
            AlertOptions.GROUP,
            GuardOptions.GROUP,
            LabelOptions.GROUP);

    private AcclimateOptions() {}

    /** Every option but the prefix {@code kafka.properties}, in the order of the reference page. */
    public static List<ConfigOption<?>> all() {
        return values().<ConfigOption<?>>map(OptionValues::option).toList();
    }

    static Stream<OptionValues<?>> values() {
        return GROUPS.stream().flatMap(group -> group.options().stream());
    }

    static Optional<OptionValues<?>> find(String key) {
        return values().filter(values -> values.key().equals(key)).findFirst();
    }
}
