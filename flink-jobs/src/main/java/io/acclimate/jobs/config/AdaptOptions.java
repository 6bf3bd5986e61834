// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.ParameterSpec.Scope;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.time.Duration;
import java.util.List;

/** Options {@code adapt.*}: how a model adapts to its stream; see {@link AdaptationSettings}. */
public final class AdaptOptions {

    public static final ConfigOption<String> METHOD = ConfigOptions.key("adapt.method")
            .stringType()
            .defaultValue("acclimate")
            .withDescription(
                    "Adaptation method; source is the frozen model, rmt is Robust Mean Teacher, and acclimate is"
                            + " the same for streams whose classes may last.");

    public static final ConfigOption<Integer> BATCH_SIZE = ConfigOptions.key("adapt.batch-size")
            .intType()
            .defaultValue(64)
            .withDescription("Windows of one stream that are predicted and adapted to together; from a single one most"
                    + " methods learn only with adapt.window.");

    public static final ConfigOption<Duration> MAX_BATCH_LATENCY = ConfigOptions.key("adapt.max-batch-latency")
            .durationType()
            .defaultValue(Duration.ofMinutes(2))
            .withDescription("A batch that is not full closes when the stream's own clock"
                    + " has passed its first window by this time.");

    public static final ConfigOption<Duration> IDLE_TIMEOUT = ConfigOptions.key("adapt.idle-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("A batch of a silent stream closes after this processing time.");

    public static final ConfigOption<Scope> SCOPE = ConfigOptions.key("adapt.scope")
            .enumType(Scope.class)
            .defaultValue(Scope.NORM)
            .withDescription("What a stream trains: scale and shift of normalization layers (a few kB of state per"
                    + " stream), low-rank changes of convolutions and linear layers, or all weights.");

    public static final ConfigOption<Integer> RANK = ConfigOptions.key("adapt.rank")
            .intType()
            .defaultValue(AdaptationSettings.RANK)
            .withDescription(
                    "With adapt.scope low-rank, the rank of a layer's change; a stream's state grows with it.");

    public static final ConfigOption<Statistics> STATISTICS = ConfigOptions.key("adapt.statistics")
            .enumType(Statistics.class)
            .defaultValue(Statistics.MOVING)
            .withDescription(
                    "Statistics of normalization layers in gradient methods: those of the batch, a fixed mix of"
                            + " source and batch, a moving average that starts at the source, or the source's.");

    public static final ConfigOption<Double> STATISTICS_MOMENTUM = ConfigOptions.key("adapt.statistics-momentum")
            .doubleType()
            .defaultValue(0.15)
            .withDescription("Weight of the batch in mixed and moving statistics, and in alpha-bn.");

    public static final ConfigOption<OptimizerKind> OPTIMIZER = ConfigOptions.key("adapt.optimizer")
            .enumType(OptimizerKind.class)
            .defaultValue(OptimizerKind.ADAM)
            .withDescription("Update rule of gradient methods; sgd has Nesterov momentum.");

    public static final ConfigOption<Double> LEARNING_RATE = ConfigOptions.key("adapt.learning-rate")
            .doubleType()
            .defaultValue(1e-3)
            .withDescription("Step size of the optimizer.");

    public static final ConfigOption<Double> MOMENTUM =
            ConfigOptions.key("adapt.momentum").doubleType().defaultValue(0.9).withDescription("Momentum of sgd.");

    public static final ConfigOption<Long> SEED = ConfigOptions.key("adapt.seed")
            .longType()
            .defaultValue(1L)
            .withDescription("Seed of everything random; equal input and seed give equal predictions.");

    private static final int HIGHEST_RANK = 256;
    private static final int LARGEST_BATCH = 65_536;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration LONGEST_LATENCY = Duration.ofDays(36_500);

    static final OptionGroup GROUP = new OptionGroup(
            "Adaptation",
            "How a model adapts to its stream; what a method does not use it ignores.",
            List.of(
                    OptionValues.oneOf(METHOD, AdaptationMethods.NAMES),
                    OptionValues.integer(BATCH_SIZE, 1, LARGEST_BATCH),
                    OptionValues.duration(MAX_BATCH_LATENCY, MILLISECOND, LONGEST_LATENCY),
                    OptionValues.duration(IDLE_TIMEOUT, MILLISECOND, LONGEST_LATENCY),
                    OptionValues.oneOf(SCOPE, List.of(Scope.values())),
                    OptionValues.integer(RANK, 1, HIGHEST_RANK),
                    OptionValues.oneOf(STATISTICS, List.of(Statistics.values())),
                    OptionValues.fraction(STATISTICS_MOMENTUM),
                    OptionValues.oneOf(OPTIMIZER, List.of(OptimizerKind.values())),
                    OptionValues.positive(LEARNING_RATE),
                    OptionValues.fraction(MOMENTUM),
                    OptionValues.anyInteger(SEED)));

    private AdaptOptions() {}
}
