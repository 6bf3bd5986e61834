// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.adapt.AdaptationWrappers;
import io.acclimate.operators.adapt.AdaptationWrappers.LabelShift;
import io.acclimate.operators.adapt.AdaptationWrappers.Unknown;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;

/** What may be combined with any method; see {@link AdaptationWrappers}. */
public final class WrapperOptions {

    public static final ConfigOption<LabelShift> LABEL_SHIFT = ConfigOptions.key("adapt.label-shift")
            .enumType(LabelShift.class)
            .defaultValue(AdaptationWrappers.NONE.labelShift())
            .withDescription(
                    "How predictions follow the shares of the classes in a stream: mlls weighs them by shares that are"
                            + " estimated by maximum likelihood; lsa by an adapter that is trained on the package's"
                            + " replay data when the job starts.");

    public static final ConfigOption<Unknown> UNKNOWN = ConfigOptions.key("adapt.unknown")
            .enumType(Unknown.class)
            .defaultValue(AdaptationWrappers.NONE.unknown())
            .withDescription(
                    "How predictions are marked whose window belongs to no known class: by an entropy above 0.55 of the"
                            + " largest possible, or by clustering of the stream's recent features.");

    public static final ConfigOption<Integer> UNKNOWN_BANK = ConfigOptions.key("adapt.unknown-bank")
            .intType()
            .defaultValue(AdaptationWrappers.NONE.unknownBank())
            .withDescription(
                    "Windows whose features and probabilities a stream keeps for clustering, as part of its state.");

    public static final ConfigOption<Double> TRUST_REGION = ConfigOptions.key("adapt.trust-region")
            .doubleType()
            .defaultValue(AdaptationWrappers.NONE.trustRegion())
            .withDescription(
                    "Radius of sharpness-aware steps per nat by which the predictions diverge from the source's, for"
                            + " example 0.05; 0 takes ordinary steps.");

    public static final ConfigOption<Integer> RESET_INTERVAL = ConfigOptions.key("adapt.reset-interval")
            .intType()
            .defaultValue(AdaptationWrappers.NONE.resetInterval())
            .withDescription(
                    "Batches after which a stream begins anew from the source; 0 is never, but for rdumb, for which it"
                            + " is 1000.");

    public static final ConfigOption<Integer> WINDOW = ConfigOptions.key("adapt.window")
            .intType()
            .defaultValue(AdaptationWrappers.NONE.window())
            .withDescription(
                    "Inputs of a stream over which each new one is predicted and learned from, so that batches may be"
                            + " small, even 1; they are part of its state. 0 takes each batch by itself.");

    private static final int LARGEST = 4096;
    private static final int LONGEST_INTERVAL = 10_000_000;

    /** What cannot predict a window before its batch is full. */
    static final List<ConfigOption<?>> BATCHWISE = List.of(LABEL_SHIFT, UNKNOWN, TRUST_REGION, RESET_INTERVAL, WINDOW);

    static final OptionGroup GROUP = new OptionGroup(
            "Combined with any method",
            "What goes with every method.",
            List.of(
                    OptionValues.oneOf(LABEL_SHIFT, List.of(LabelShift.values())),
                    OptionValues.oneOf(UNKNOWN, List.of(Unknown.values())),
                    OptionValues.integer(UNKNOWN_BANK, 2, LARGEST),
                    OptionValues.notNegative(TRUST_REGION),
                    OptionValues.integer(RESET_INTERVAL, 0, LONGEST_INTERVAL),
                    OptionValues.integer(WINDOW, 0, LARGEST)));

    private WrapperOptions() {}
}
