// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.time.Duration;
import java.util.List;

/** Options {@code alerts.*}: how many false shift alerts a fleet may raise. */
public final class AlertOptions {

    public static final ConfigOption<Double> FALSE_ALARMS_PER_DAY = ConfigOptions.key("alerts.false-alarms-per-day")
            .doubleType()
            .defaultValue(1.0)
            .withDescription("False alerts that all streams together may raise per day, on average.");

    public static final ConfigOption<Integer> FLEET_STREAMS = ConfigOptions.key("alerts.fleet-streams")
            .intType()
            .defaultValue(100)
            .withDescription("Streams among which the budget of false alerts is shared.");

    public static final ConfigOption<Duration> BATCH_INTERVAL = ConfigOptions.key("alerts.batch-interval")
            .durationType()
            .noDefaultValue()
            .withDescription("Time between two batches of a stream, from which the budget per batch follows.");

    private static final int MOST_STREAMS = 100_000_000;

    static final OptionGroup GROUP = new OptionGroup(
            "Alerts",
            "How many false shift alerts the fleet may raise; fewer take longer to find a shift.",
            List.of(
                    OptionValues.positive(FALSE_ALARMS_PER_DAY),
                    OptionValues.integer(FLEET_STREAMS, 1, MOST_STREAMS),
                    OptionValues.duration(BATCH_INTERVAL, Duration.ofMillis(1), Duration.ofDays(36_500))
                            .elseMeaning("stride x period x batch size; 1 min without a period")));

    private AlertOptions() {}
}
