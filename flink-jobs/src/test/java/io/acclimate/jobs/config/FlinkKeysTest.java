// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FlinkKeysTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                BatchExecutionOptions.class,
                CheckpointingOptions.class,
                CoreOptions.class,
                DeploymentOptions.class,
                org.apache.flink.configuration.ExecutionOptions.class,
                HighAvailabilityOptions.class,
                JobManagerOptions.class,
                PipelineOptions.class,
                RestOptions.class,
                RestartStrategyOptions.class,
                StateBackendOptions.class,
                StateRecoveryOptions.class,
                TaskManagerOptions.class,
                WebOptions.class
            })
    void everyKeyOfFlinkIsKnown(Class<?> options) {
        assertThat(keys(options)).isNotEmpty().allMatch(FlinkKeys::contains);
    }

    @Test
    void noKeyOfOursIsTakenForFlinks() {
        assertThat(AcclimateOptions.all())
                .extracting(ConfigOption::key)
                .noneMatch(FlinkKeys::contains)
                .doesNotHaveDuplicates();
    }

    private static List<String> keys(Class<?> options) {
        return Arrays.stream(options.getFields())
                .filter(field -> field.getType() == ConfigOption.class)
                .map(field -> {
                    try {
                        return ((ConfigOption<?>) field.get(null)).key();
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}
