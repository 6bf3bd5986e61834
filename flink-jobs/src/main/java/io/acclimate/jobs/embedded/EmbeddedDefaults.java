// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.embedded;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;

import java.nio.file.Path;
import java.time.Duration;

/** Flink's options of an embedded run, where the user set none. */
public final class EmbeddedDefaults {

    private static final int FEW_SLOTS = 4;
    private static final int BUFFERS_PER_PAIR = 8;
    private static final MemorySize LEAST_BUFFER = MemorySize.parse("4 kb");
    private static final MemorySize SMALL_BUFFER = MemorySize.parse("32 kb");
    private static final MemorySize LARGE_BUFFER = MemorySize.parse("128 kb");
    private static final MemorySize LEAST_NETWORK = MemorySize.ofMebiBytes(64);

    private EmbeddedDefaults() {}

    /**
     * Completes {@code user}.
     *
     * @param directory for checkpoints, savepoints and RocksDB's files
     * @param interval between two checkpoints
     */
    public static Configuration complete(Configuration user, Path directory, Duration interval) {
        Configuration defaults = new Configuration();
        defaults.set(CoreOptions.DEFAULT_PARALLELISM, Runtime.getRuntime().availableProcessors());
        defaults.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        defaults.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        defaults.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        defaults.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(directory, "checkpoints"));
        defaults.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, uri(directory, "savepoints"));
        defaults.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // A checkpoint that fails costs time only; a restart for each would cost more.
        defaults.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 10);
        // What fails at once and again is for a person; what fails now and then, for months, is not.
        defaults.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
        defaults.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL, 3);
        defaults.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL, Duration.ofMinutes(1));
        defaults.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, Duration.ofSeconds(1));
        defaults.set(PipelineOptions.OBJECT_REUSE, true);
        defaults.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        setNetworkMemory(
                defaults, user.get(CoreOptions.DEFAULT_PARALLELISM, defaults.get(CoreOptions.DEFAULT_PARALLELISM)));
        // A barrier waits behind the windows in flight: keep no more of them than a second's work.
        defaults.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
        defaults.set(RestOptions.BIND_PORT, "0");
        defaults.set(RestOptions.ADDRESS, "127.0.0.1");
        defaults.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        defaults.set(MetricOptions.REPORTERS_LIST, "prom");
        defaults.setString(
                "metrics.reporter.prom.factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        defaults.setString("metrics.reporter.prom.port", "9249-9349");
        defaults.addAll(user);
        return defaults;
    }

    /**
     * Every subtask has a few buffers to every other. Of few subtasks they are large: so the operators before adapt go on
     * while a pass runs, and the next one finds its windows.
     */
    private static void setNetworkMemory(Configuration defaults, int slots) {
        MemorySize buffer = slots <= FEW_SLOTS ? LARGE_BUFFER : SMALL_BUFFER;
        MemorySize all = buffer.multiply(BUFFERS_PER_PAIR * slots * slots);
        MemorySize bounded = all.compareTo(LEAST_NETWORK) < 0 ? LEAST_NETWORK : all;
        defaults.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, buffer);
        // Debloating takes the time that an operator waits for the next pass for slowness, and leaves it nothing; but a
        // barrier waits behind all that is there.
        defaults.set(TaskManagerOptions.MIN_MEMORY_SEGMENT_SIZE, LEAST_BUFFER);
        defaults.set(TaskManagerOptions.STARTING_MEMORY_SEGMENT_SIZE, LEAST_BUFFER);
        defaults.set(TaskManagerOptions.NETWORK_MEMORY_MIN, bounded);
        defaults.set(TaskManagerOptions.NETWORK_MEMORY_MAX, bounded);
    }

    private static String uri(Path directory, String name) {
        return directory.resolve(name).toUri().toString();
    }
}
