// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Options {@code events.*}: what happens to the events of cameras before they are cut into windows. */
public final class EventOptions {

    public static final ConfigOption<List<String>> FILTERS = ConfigOptions.key("events.filters")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "Filters that every camera's events go through, in this order, each with what it has learned"
                            + " of that camera. Other filters than those of a savepoint begin afresh.");

    public static final ConfigOption<String> SENSOR = ConfigOptions.key("events.sensor")
            .stringType()
            .noDefaultValue()
            .withDescription("Columns and rows of the cameras' sensors, where events.filters cut or shrink them to what"
                    + " the model reads.");

    private static final Pattern SIZE = Pattern.compile("[1-9]\\d{0,4}x[1-9]\\d{0,4}");

    static final OptionGroup GROUP = new OptionGroup(
            "Event cameras",
            "What is taken out of a camera's events before they become windows.",
            List.of(
                    new OptionValues<>(
                            FILTERS,
                            "a list of filters NAME=VALUE, such as hot-pixels=100000;background-activity=5000",
                            Optional.of("no filter"),
                            filters -> !filters.isEmpty()),
                    OptionValues.text(SENSOR, "WIDTHxHEIGHT in pixels, such as 640x480", EventOptions::isSize)
                            .elseMeaning("what the model package says")));

    private EventOptions() {}

    private static boolean isSize(String text) {
        return SIZE.matcher(text).matches();
    }
}
