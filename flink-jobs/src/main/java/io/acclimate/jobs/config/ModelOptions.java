// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.flink.OnModelChange;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;
import java.util.regex.Pattern;

/** Options {@code model.*}: which model runs, and on what. */
public final class ModelOptions {

    public static final ConfigOption<String> PATH = ConfigOptions.key("model.path")
            .stringType()
            .noDefaultValue()
            .withDescription("Directory of the model package, the same on every machine of the cluster.");

    public static final ConfigOption<String> DEVICE = ConfigOptions.key("model.device")
            .stringType()
            .defaultValue("auto")
            .withDescription("Where the model runs; auto is a GPU if there is one, and else the processor.");

    public static final ConfigOption<Integer> THREADS = ConfigOptions.key("model.threads")
            .intType()
            .defaultValue(1)
            .withDescription("Threads that one operation of PyTorch may use; cores divided by task slots is fastest,"
                    + " and another number changes results in their last bits.");

    public static final ConfigOption<OnModelChange> ON_CHANGE = ConfigOptions.key("model.on-change")
            .enumType(OnModelChange.class)
            .defaultValue(OnModelChange.REFUSE)
            .withDescription(
                    "What becomes of a savepoint's streams that were adapted from another model package: refuse to"
                            + " start; reset them to the new source model; or reproject, which applies what they had learned as a"
                            + " difference to the old source model to the new one, and needs model.old-path.");

    public static final ConfigOption<String> OLD_PATH = ConfigOptions.key("model.old-path")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Directory of the package that the savepoint's streams were adapted from, the same on every"
                            + " machine of the cluster; for model.on-change.");

    private static final Pattern DEVICE_NAME = Pattern.compile("auto|cpu|gpu(:\\d{1,4})?");
    private static final int MOST_THREADS = 1024;

    static final OptionGroup GROUP = new OptionGroup(
            "Model",
            "Which model runs, and on what.",
            List.of(
                    OptionValues.text(
                            PATH,
                            "the directory of a model package, as './acclimate train' writes it",
                            path -> !path.isBlank()),
                    OptionValues.text(DEVICE, "auto, cpu, gpu or gpu:n", name -> DEVICE_NAME
                            .matcher(name)
                            .matches()),
                    OptionValues.integer(THREADS, 1, MOST_THREADS),
                    OptionValues.oneOf(ON_CHANGE, List.of(OnModelChange.values())),
                    OptionValues.text(OLD_PATH, "the directory of a model package", path -> !path.isBlank())
                            .elseMeaning("not known")));

    private ModelOptions() {}
}
