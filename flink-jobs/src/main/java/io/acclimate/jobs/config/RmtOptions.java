// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;

/** Options {@code adapt.rmt.*}: Robust Mean Teacher. */
public final class RmtOptions {

    public static final ConfigOption<Double> TEACHER_MOMENTUM = ConfigOptions.key("adapt.rmt.teacher-momentum")
            .doubleType()
            .defaultValue(0.99)
            .withDescription("In rmt and cotta, the weight of the old teacher in each update of the teacher.");

    public static final ConfigOption<Double> CONTRASTIVE_WEIGHT = ConfigOptions.key("adapt.rmt.contrastive-weight")
            .doubleType()
            .defaultValue(1.0)
            .withDescription("Weight of the contrastive loss.");

    public static final ConfigOption<Double> SOURCE_WEIGHT = ConfigOptions.key("adapt.rmt.source-weight")
            .doubleType()
            .defaultValue(0.0)
            .withDescription("Weight of the loss on replayed source data; 0 is source-free,"
                    + " and more needs a model package with replay data.");

    public static final ConfigOption<Integer> WARM_UP_SAMPLES = ConfigOptions.key("adapt.rmt.warm-up-samples")
            .intType()
            .defaultValue(0)
            .withDescription("Source windows that warm up the student before the first stream; 0 is no warm-up,"
                    + " and more needs a model package with replay data.");

    public static final ConfigOption<Integer> PROJECTION_SIZE = ConfigOptions.key("adapt.rmt.projection-size")
            .intType()
            .defaultValue(32)
            .withDescription("Outputs of the projection head that the contrastive loss sees.");

    private static final int MOST_SAMPLES = 10_000_000;
    private static final int LARGEST_PROJECTION = 4096;

    static final OptionGroup GROUP = new OptionGroup(
            "Robust Mean Teacher",
            "The method rmt.",
            List.of(
                    OptionValues.fraction(TEACHER_MOMENTUM),
                    OptionValues.notNegative(CONTRASTIVE_WEIGHT),
                    OptionValues.notNegative(SOURCE_WEIGHT),
                    OptionValues.integer(WARM_UP_SAMPLES, 0, MOST_SAMPLES),
                    OptionValues.integer(PROJECTION_SIZE, 1, LARGEST_PROJECTION)));

    private RmtOptions() {}
}
