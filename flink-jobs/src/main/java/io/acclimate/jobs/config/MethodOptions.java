// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.adapt.MethodTuning;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;

/** What single methods let a user choose, because the papers choose differently by data; see {@link MethodTuning}. */
public final class MethodOptions {

    public static final ConfigOption<Double> REDUNDANCY = ConfigOptions.key("adapt.eata.redundancy")
            .doubleType()
            .defaultValue(MethodTuning.PAPER.redundancy())
            .withDescription(
                    "In eata, eta and rdumb, the largest cosine of a window's prediction to the mean prediction at which the"
                            + " window is still learned from; the paper takes 0.4 for 10 classes, 0.05 for 1000.");

    public static final ConfigOption<Double> FISHER_WEIGHT = ConfigOptions.key("adapt.eata.fisher-weight")
            .doubleType()
            .defaultValue(MethodTuning.PAPER.fisherWeight())
            .withDescription(
                    "In eata, the weight of the penalty that holds important parameters near the source; the paper"
                            + " takes 1 for small images, 2000 for large ones.");

    public static final ConfigOption<Double> RESET_BELOW = ConfigOptions.key("adapt.sar.reset-below")
            .doubleType()
            .defaultValue(MethodTuning.PAPER.resetBelow())
            .withDescription(
                    "In sar, the average entropy, in nats, below which a stream is taken for collapsed and goes back"
                            + " to the source; the paper takes 0.2 for 1000 classes, few classes need less.");

    public static final ConfigOption<Double> RESTORE_PROBABILITY = ConfigOptions.key("adapt.cotta.restore-probability")
            .doubleType()
            .defaultValue(MethodTuning.PAPER.restoreProbability())
            .withDescription("In cotta, the share of the trained scalars that go back to the source in each step.");

    public static final ConfigOption<Double> CONFIDENCE = ConfigOptions.key("adapt.cotta.confidence")
            .doubleType()
            .defaultValue(MethodTuning.PAPER.confidence())
            .withDescription(
                    "In cotta, the mean confidence of the source model below which the teacher looks at augmented"
                            + " windows; the paper takes 0.92 for 10 classes, 0.72 for 100, 0.1 for 1000.");

    public static final ConfigOption<Integer> VIEWS = ConfigOptions.key("adapt.views")
            .intType()
            .defaultValue(MethodTuning.PAPER.views())
            .withDescription(
                    "In cotta, the augmented copies of a batch that the teacher averages over; in memo, those of each window.");

    public static final ConfigOption<Integer> MEMORY = ConfigOptions.key("adapt.memory-size")
            .intType()
            .defaultValue(MethodTuning.PAPER.memory())
            .withDescription(
                    "In rotta, petta and note, the windows that a stream keeps in memory, and in rotta and note the windows"
                            + " from one update to the next; they are part of the stream's state.");

    public static final ConfigOption<Integer> SUPPORTS = ConfigOptions.key("adapt.t3a.supports")
            .intType()
            .defaultValue(MethodTuning.PAPER.supports())
            .withDescription(
                    "In t3a, the examples that a stream keeps per class, as part of its state; the paper chooses among"
                            + " 1, 5, 20, 50 and 100.");

    private static final int MOST_VIEWS = 1024;
    private static final int LARGEST_MEMORY = 4096;

    static final OptionGroup GROUP = new OptionGroup(
            "Single methods",
            "What only some methods read.",
            List.of(
                    OptionValues.fraction(REDUNDANCY),
                    OptionValues.notNegative(FISHER_WEIGHT),
                    OptionValues.notNegative(RESET_BELOW),
                    OptionValues.fraction(RESTORE_PROBABILITY),
                    OptionValues.fraction(CONFIDENCE),
                    OptionValues.integer(VIEWS, 1, MOST_VIEWS),
                    OptionValues.integer(MEMORY, 2, LARGEST_MEMORY),
                    OptionValues.integer(SUPPORTS, 1, LARGEST_MEMORY)));

    private MethodOptions() {}
}
