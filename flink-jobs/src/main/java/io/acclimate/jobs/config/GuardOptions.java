// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;

/** Options {@code guard.*}: what adaptation may do without being stopped, and what there is to go back to. */
public final class GuardOptions {

    public static final ConfigOption<Boolean> ENABLED = ConfigOptions.key("guard.enabled")
            .booleanType()
            .defaultValue(true)
            .withDescription(
                    "Whether adaptation is watched, and harmful one is held, slowed, rolled back, reset or frozen.");

    public static final ConfigOption<Double> TOLERATED_HARM = ConfigOptions.key("guard.tolerated-harm")
            .doubleType()
            .defaultValue(0.02)
            .withDescription(
                    "Accuracy that adaptation may be expected to cost, by the source model's own probabilities,"
                            + " on batches that look like the source data.");

    public static final ConfigOption<Double> EVIDENCE = ConfigOptions.key("guard.evidence")
            .doubleType()
            .defaultValue(10_000.0)
            .withDescription("Wealth of the bet against the adapted model at which it is reset; a model whose harm is"
                    + " just tolerated is reset once in that many windows at most, on average.");

    public static final ConfigOption<Double> MAX_DISTANCE = ConfigOptions.key("guard.max-distance")
            .doubleType()
            .defaultValue(1.0)
            .withDescription("Distance of the adapted parameters from the source's, over the norm of the source's,"
                    + " beyond which a stream is rolled back.");

    public static final ConfigOption<Integer> SNAPSHOTS = ConfigOptions.key("guard.snapshots")
            .intType()
            .defaultValue(4)
            .withDescription(
                    "Snapshots that every stream keeps to go back to; each is as large as the stream's state.");

    public static final ConfigOption<Integer> SNAPSHOT_INTERVAL = ConfigOptions.key("guard.snapshot-interval")
            .intType()
            .defaultValue(10)
            .withDescription("Adaptation steps between two snapshots of a healthy stream.");

    private static final int MOST_SNAPSHOTS = 64;
    private static final int LONGEST_INTERVAL = 1_000_000;

    static final OptionGroup GROUP = new OptionGroup(
            "Guard and snapshots",
            "What adaptation may do without being stopped, and what there is to go back to.",
            List.of(
                    OptionValues.flag(ENABLED),
                    OptionValues.fraction(TOLERATED_HARM),
                    OptionValues.positive(EVIDENCE),
                    OptionValues.positive(MAX_DISTANCE),
                    OptionValues.integer(SNAPSHOTS, 2, MOST_SNAPSHOTS),
                    OptionValues.integer(SNAPSHOT_INTERVAL, 1, LONGEST_INTERVAL)));

    private GuardOptions() {}
}
