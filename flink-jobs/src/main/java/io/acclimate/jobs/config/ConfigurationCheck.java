// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.adapt.AdaptationWrappers;
import io.acclimate.operators.flink.OnModelChange;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds everything that is wrong with a configuration, so that it can be put right in one go. */
final class ConfigurationCheck {

    private static final double WINDOWS_OF_BUDGET = 1000;

    private final Configuration own;
    private final Configuration flink;
    private final List<String> problems;
    private final Set<ConfigOption<?>> refused = new HashSet<>();

    private ConfigurationCheck(Configuration own, Configuration flink, List<String> problems) {
        this.own = own;
        this.flink = flink;
        this.problems = problems;
    }

    /** Adds one sentence to {@code problems} for each option, and each pair of options, that cannot be used. */
    static void run(Configuration own, Configuration flink, List<String> problems) {
        ConfigurationCheck check = new ConfigurationCheck(own, flink, problems);
        AcclimateOptions.values().forEach(check::single);
        check.clockJumpAgainst(WindowOptions.OUT_OF_ORDER);
        check.clockJumpAgainst(WindowOptions.MAX_GAP);
        check.warmUp();
        check.predictionsAtOnce();
        check.following();
        check.transactions();
        check.modelChange();
        check.labelRequests();
    }

    /** The sentence for a key that nobody reads. */
    static String unknown(String key) {
        return NearestKey.of(key)
                .map(near -> "%s is not an option; did you mean %s?".formatted(key, near))
                .orElse("%s is not an option; remove it, or take one of docs/options.md".formatted(key));
    }

    private void single(OptionValues<?> values) {
        values.problem(own).ifPresent(problem -> {
            problems.add(problem);
            refused.add(values.option());
        });
    }

    private void clockJumpAgainst(ConfigOption<Duration> option) {
        if (usable(WindowOptions.MAX_CLOCK_JUMP, option)
                && own.get(WindowOptions.MAX_CLOCK_JUMP).compareTo(own.get(option)) < 0) {
            problems.add("window.max-clock-jump is %s and %s is %s; set the first to no less than the second"
                    .formatted(text(WindowOptions.MAX_CLOCK_JUMP), option.key(), text(option)));
        }
    }

    private void warmUp() {
        if (usable(RmtOptions.WARM_UP_SAMPLES, AdaptOptions.BATCH_SIZE)
                && own.get(RmtOptions.WARM_UP_SAMPLES) > 0
                && own.get(RmtOptions.WARM_UP_SAMPLES) < own.get(AdaptOptions.BATCH_SIZE)) {
            problems.add("adapt.rmt.warm-up-samples is %d, less than one batch; set it to 0, or to %d or more"
                    .formatted(own.get(RmtOptions.WARM_UP_SAMPLES), own.get(AdaptOptions.BATCH_SIZE)));
        }
    }

    private void predictionsAtOnce() {
        if (!usable(ExecutionOptions.PREDICTIONS, AdaptOptions.METHOD)
                || own.get(ExecutionOptions.PREDICTIONS) != ExecutionOptions.Predictions.AT_ONCE) {
            return;
        }
        String method = own.get(AdaptOptions.METHOD);
        if (!AdaptationMethods.PREDICTING_AT_ONCE.contains(method)) {
            problems.add("execution.predictions is at-once, but adapt.method %s predicts whole batches only; set it to "
                            .formatted(method)
                    + "with-batch, or adapt.method to one of "
                    + String.join(", ", new TreeSet<>(AdaptationMethods.PREDICTING_AT_ONCE)));
        }
        for (ConfigOption<?> option : WrapperOptions.BATCHWISE) {
            if (!refused.contains(option) && !own.get(option).equals(option.defaultValue())) {
                problems.add(
                        "execution.predictions is at-once, but %s %s needs the whole batch; set one to with-batch, or the other to %s"
                                .formatted(option.key(), text(option), OptionValues.written(option.defaultValue())));
            }
        }
        Statistics statistics = own.get(AdaptOptions.STATISTICS);
        if (statistics == Statistics.BATCH || statistics == Statistics.MIXED) {
            problems.add("execution.predictions is at-once, but adapt.statistics %s needs the whole batch; set one to "
                            .formatted(OptionValues.written(statistics))
                    + "with-batch, or the other to moving or source");
        }
    }

    private void following() {
        if (!usable(AlertOptions.FOLLOW, AdaptOptions.METHOD) || own.get(AlertOptions.FOLLOW) == 1) {
            return;
        }
        String method = own.get(AdaptOptions.METHOD);
        if (!AdaptationWrappers.FOLLOWING.contains(method)) {
            problems.add(
                    "alerts.follow is %s, but adapt.method %s has no statistics that move; set it to 1, or adapt.method to one of "
                                    .formatted(text(AlertOptions.FOLLOW), method)
                            + String.join(", ", new TreeSet<>(AdaptationWrappers.FOLLOWING)));
        } else if (!method.equals(AdaptationMethods.ACCLIMATE)
                && !refused.contains(AdaptOptions.STATISTICS)
                && own.get(AdaptOptions.STATISTICS) != Statistics.MOVING) {
            problems.add(
                    "alerts.follow is %s, but adapt.statistics %s do not move; set it to 1, or adapt.statistics to moving"
                            .formatted(
                                    text(AlertOptions.FOLLOW), OptionValues.written(own.get(AdaptOptions.STATISTICS))));
        }
    }

    private void modelChange() {
        if (usable(ModelOptions.ON_CHANGE, ModelOptions.OLD_PATH)
                && own.get(ModelOptions.ON_CHANGE) == OnModelChange.REPROJECT
                && own.get(ModelOptions.OLD_PATH) == null) {
            problems.add(
                    "model.on-change is reproject, but model.old-path (--old-model) is not set; set it to the directory of"
                            + " the package that the savepoint's streams were adapted from");
        }
    }

    private void labelRequests() {
        if (!usable(LabelOptions.REQUESTS, LabelOptions.ENABLED)) {
            return;
        }
        double requests = own.get(LabelOptions.REQUESTS);
        if (requests > WINDOWS_OF_BUDGET) {
            problems.add("labels.requests-per-thousand is %s, more than there are windows; set it to 1000 or less"
                    .formatted(text(LabelOptions.REQUESTS)));
        } else if (requests > 0 && !own.get(LabelOptions.ENABLED)) {
            problems.add(
                    "labels.requests-per-thousand is %s, but labels.enabled is false, so that nobody would read the answers;"
                                    .formatted(text(LabelOptions.REQUESTS))
                            + " set labels.enabled to true, or the first to 0");
        }
    }

    private void transactions() {
        if (!usable(KafkaOptions.TRANSACTION_TIMEOUT, KafkaOptions.DELIVERY)
                || own.get(KafkaOptions.DELIVERY) != DeliveryGuarantee.EXACTLY_ONCE) {
            return;
        }
        checkpointInterval()
                .filter(interval -> interval.compareTo(own.get(KafkaOptions.TRANSACTION_TIMEOUT)) >= 0)
                .ifPresent(interval -> problems.add(
                        ("kafka.transaction-timeout is %s and execution.checkpointing.interval is %s, so that every "
                                        + "transaction would be lost; set the first to more than the second")
                                .formatted(text(KafkaOptions.TRANSACTION_TIMEOUT), OptionValues.written(interval))));
    }

    private Optional<Duration> checkpointInterval() {
        ConfigOption<Duration> option = CheckpointingOptions.CHECKPOINTING_INTERVAL;
        try {
            return flink.getOptional(option);
        } catch (IllegalArgumentException notADuration) {
            problems.add("%s is '%s'; set it to a duration such as 10 s"
                    .formatted(option.key(), flink.getString(option.key(), "")));
            return Optional.empty();
        }
    }

    private boolean usable(ConfigOption<?> first, ConfigOption<?> second) {
        return !refused.contains(first) && !refused.contains(second);
    }

    private String text(ConfigOption<?> option) {
        return OptionValues.written(own.get(option));
    }
}
