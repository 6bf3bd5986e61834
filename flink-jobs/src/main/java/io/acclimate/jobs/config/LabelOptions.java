// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.labels.HeadTuner;
import io.acclimate.state.LabelMemory;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;

/** Options {@code labels.*}: labels that come late, and requests for them. */
public final class LabelOptions {

    public static final ConfigOption<Boolean> ENABLED = ConfigOptions.key("labels.enabled")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether the topic labels is read, and what it says of earlier windows is learned from.");

    public static final ConfigOption<Integer> REMEMBER = ConfigOptions.key("labels.remember")
            .intType()
            .defaultValue(512)
            .withDescription("Latest windows of every stream that a label may still come for; each takes 4 bytes per"
                    + " feature and class. Up to %d more are held back after a label was asked for."
                            .formatted(LabelMemory.MOST_ASKED));

    public static final ConfigOption<Integer> MEMORY = ConfigOptions.key("labels.memory")
            .intType()
            .defaultValue(64)
            .withDescription("Labelled windows of every stream that its label head is fitted to; beyond them the oldest"
                    + " of the most frequent class is forgotten.");

    public static final ConfigOption<Double> REQUESTS = ConfigOptions.key("labels.requests-per-thousand")
            .doubleType()
            .defaultValue(0.0)
            .withDescription("Labels that are asked for on the topic label-requests per thousand windows of a stream,"
                    + " 1000 at most; 0 asks for none.");

    private static final int MOST = 10_000;
    private static final int MOST_LABELLED = 1000;

    static final OptionGroup GROUP = new OptionGroup(
            "Late labels",
            "Labels that become known after the prediction, and requests for those that are worth most.",
            List.of(
                    OptionValues.flag(ENABLED),
                    OptionValues.integer(REMEMBER, 1, MOST),
                    OptionValues.integer(MEMORY, HeadTuner.FEWEST, MOST_LABELLED),
                    OptionValues.notNegative(REQUESTS)));

    private LabelOptions() {}
}
