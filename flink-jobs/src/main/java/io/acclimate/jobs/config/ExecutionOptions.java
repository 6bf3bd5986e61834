// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Options {@code execution.*}, next to Flink's own: how many streams a pass of the model takes. */
public final class ExecutionOptions {

    public static final ConfigOption<Integer> STREAMS_PER_PASS = ConfigOptions.key("execution.streams-per-pass")
            .intType()
            .defaultValue(32)
            .withDescription("Most streams that one pass adapts together; adapt.scope full always takes one by one.");

    public static final ConfigOption<Duration> PASS_WAIT = ConfigOptions.key("execution.pass-wait")
            .durationType()
            .defaultValue(Duration.ofMillis(50))
            .withDescription(
                    "Longest processing time that a full batch waits for batches of other streams while no pass"
                            + " runs; when no window comes for a tenth of it, it does not wait on.");

    /** When a window is predicted. */
    public enum Predictions {
        /** Together with its batch, before the batch is learned from. */
        WITH_BATCH,
        /** As it comes. */
        AT_ONCE;

        /** As it is written in a configuration. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static final ConfigOption<Predictions> PREDICTIONS = ConfigOptions.key("execution.predictions")
            .enumType(Predictions.class)
            .defaultValue(Predictions.WITH_BATCH)
            .withDescription(
                    "When a window is predicted: together with its batch, under the batch's own statistics where"
                            + " the method takes those; or as it comes, by what its stream had learned one batch ago, while a"
                            + " thread of its own adapts behind.");

    public static final ConfigOption<Duration> PREDICTION_WAIT = ConfigOptions.key("execution.prediction-wait")
            .durationType()
            .defaultValue(Duration.ofMillis(1))
            .withDescription("Longest processing time that a window waits for others to share its prediction's pass,"
                    + " with execution.predictions at-once.");

    public static final ConfigOption<MemorySize> CACHE_SIZE = ConfigOptions.key("execution.cache-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription(
                    "Memory per task slot for the state of streams that were active last, in bytes; as much again for"
                            + " unfinished windows, for windows that wait for their batch, and for what events.filters"
                            + " remember of cameras.");

    private static final int MOST_STREAMS = 4096;

    static final OptionGroup GROUP = new OptionGroup(
            "Execution",
            "How many streams one pass of the model takes, and what stays in memory.",
            List.of(
                    OptionValues.integer(STREAMS_PER_PASS, 1, MOST_STREAMS),
                    OptionValues.duration(PASS_WAIT, Duration.ZERO, Duration.ofHours(1)),
                    OptionValues.oneOf(PREDICTIONS, List.of(Predictions.values())),
                    OptionValues.duration(PREDICTION_WAIT, Duration.ZERO, Duration.ofMinutes(1)),
                    OptionValues.size(CACHE_SIZE, MemorySize.ZERO, MemorySize.parse("1023 gb"))));

    private ExecutionOptions() {}
}
