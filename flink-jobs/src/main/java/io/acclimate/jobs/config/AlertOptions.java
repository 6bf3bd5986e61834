// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.adapt.AdaptationWrappers;

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

    public static final ConfigOption<Integer> TOGETHER = ConfigOptions.key("alerts.fleet-together")
            .intType()
            .defaultValue(100)
            .withDescription("Streams that must shift at the same time for one alert of the fleet to take the place of"
                    + " theirs.");

    public static final ConfigOption<Duration> TOGETHER_WINDOW = ConfigOptions.key("alerts.fleet-window")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("Time within which the estimated onsets of such streams lie, on their own clocks.");

    public static final ConfigOption<Boolean> RECALL = ConfigOptions.key("alerts.recall")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether a stream that returns to a state in which it was before goes on with a snapshot of"
                            + " what it had learned there; takes places of guard.snapshots.");

    public static final ConfigOption<Boolean> RESET = ConfigOptions.key("alerts.reset")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether a stream that comes into another state, of which no snapshot is recalled, starts again from the"
                            + " source model if that fits the batch better than what the stream had learned.");

    public static final ConfigOption<Double> FOLLOW = ConfigOptions.key("alerts.follow")
            .doubleType()
            .defaultValue(AdaptationWrappers.NONE.following())
            .withDescription(
                    "How many batches the first one counts for in adapt.statistics moving after a stream has entered another"
                            + " state, for example 10; half of that is gone after every 4 batches. 1 is never more than one.");

    private static final double FASTEST = 100;
    private static final int FEWEST_TOGETHER = 2;
    private static final int MOST_STREAMS = 100_000_000;

    static final OptionGroup GROUP = new OptionGroup(
            "Alerts",
            "How many false shift alerts the fleet may raise; fewer take longer to find a shift.",
            List.of(
                    OptionValues.positive(FALSE_ALARMS_PER_DAY),
                    OptionValues.integer(FLEET_STREAMS, 1, MOST_STREAMS),
                    OptionValues.duration(BATCH_INTERVAL, Duration.ofMillis(1), Duration.ofDays(36_500))
                            .elseMeaning("stride x period x batch size; 1 min without a period"),
                    OptionValues.integer(TOGETHER, FEWEST_TOGETHER, MOST_STREAMS),
                    OptionValues.duration(TOGETHER_WINDOW, Duration.ofMillis(1), Duration.ofDays(36_500)),
                    OptionValues.flag(RECALL),
                    OptionValues.flag(RESET),
                    OptionValues.number(FOLLOW, 1, FASTEST)));

    private AlertOptions() {}
}
