// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Options {@code window.*}: how readings become windows. */
public final class WindowOptions {

    public static final ConfigOption<Integer> LENGTH = ConfigOptions.key("window.length")
            .intType()
            .noDefaultValue()
            .withDescription("Readings per window; the model fixes it unless its package says nothing of windows.");

    public static final ConfigOption<Integer> STRIDE = ConfigOptions.key("window.stride")
            .intType()
            .noDefaultValue()
            .withDescription("Readings from one window's start to the next one's.");

    public static final ConfigOption<Duration> PERIOD = ConfigOptions.key("window.period")
            .durationType()
            .noDefaultValue()
            .withDescription("Time between two readings after resampling; 0 takes readings as they come.");

    public static final ConfigOption<Duration> OUT_OF_ORDER = ConfigOptions.key("window.out-of-order")
            .durationType()
            .defaultValue(Duration.ofMillis(500))
            .withDescription("How far a reading may lie behind its stream's newest one;"
                    + " a later one goes to the dead-letter topic.");

    public static final ConfigOption<Duration> MAX_GAP = ConfigOptions.key("window.max-gap")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("Longest hole between two readings that resampling bridges.");

    public static final ConfigOption<Duration> MAX_CLOCK_JUMP = ConfigOptions.key("window.max-clock-jump")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("Longest step of a device's clock, in either direction,"
                    + " that is believed before a second packet confirms it.");

    public static final ConfigOption<Integer> MAX_EVENTS = ConfigOptions.key("window.max-events")
            .intType()
            .defaultValue(1 << 18)
            .withDescription("Most camera events that a stream's unfinished windows hold, 8 bytes each;"
                    + " what comes beyond is dropped and counted.");

    public static final ConfigOption<Duration> IDLE_TIMEOUT = ConfigOptions.key("window.idle-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("Processing time without a packet after which a camera's unfinished windows are completed,"
                    + " once the job has caught up or gets no packets at all for as long.");

    public static final ConfigOption<EventClock> EVENT_CLOCK = ConfigOptions.key("window.event-clock")
            .enumType(EventClock.class)
            .defaultValue(EventClock.SENSOR)
            .withDescription("Whose time a camera's windows are told in: sensor for its own clock without its wraps,"
                    + " host for microseconds since the epoch, by the arrival of the clock's first packet.");

    /** Clocks that windows of events can be told in. */
    public enum EventClock {
        SENSOR,
        HOST
    }

    private static final int MOST_EVENTS = 1 << 26;
    private static final int MOST_READINGS = 1 << 20;
    private static final Duration MICROSECOND = Duration.ofNanos(1000);
    private static final Duration LONGEST_PERIOD = Duration.ofDays(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(36_500);
    private static final String MODEL_SAYS = "what the model package says";

    static final OptionGroup GROUP = new OptionGroup(
            "Windows",
            "How a stream's readings become windows.",
            List.of(
                    OptionValues.integer(LENGTH, 1, MOST_READINGS).elseMeaning(MODEL_SAYS),
                    OptionValues.integer(STRIDE, 1, MOST_READINGS).elseMeaning(MODEL_SAYS),
                    new OptionValues<>(
                            PERIOD,
                            "a duration of whole microseconds from 0 ms to 1 d, such as 20 ms",
                            Optional.of(MODEL_SAYS),
                            WindowOptions::isPeriod),
                    OptionValues.duration(OUT_OF_ORDER, Duration.ZERO, LONGEST_SPAN),
                    OptionValues.duration(MAX_GAP, MICROSECOND, LONGEST_SPAN),
                    OptionValues.duration(MAX_CLOCK_JUMP, MICROSECOND, LONGEST_SPAN),
                    OptionValues.integer(MAX_EVENTS, 64, MOST_EVENTS),
                    OptionValues.duration(IDLE_TIMEOUT, Duration.ofMillis(1), Duration.ofDays(1)),
                    OptionValues.oneOf(EVENT_CLOCK, List.of(EventClock.values()))));

    private WindowOptions() {}

    private static boolean isPeriod(Duration period) {
        return period.compareTo(LONGEST_PERIOD) <= 0 && period.toNanos() % MICROSECOND.toNanos() == 0;
    }
}
