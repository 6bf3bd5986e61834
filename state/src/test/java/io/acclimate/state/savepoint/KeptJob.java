// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A job with operators {@code window} and {@code adapt}, stopped with a savepoint once it has kept what it was given. */
final class KeptJob implements AutoCloseable {

    private static final long GLANCE_NANOS = 10_000_000;
    private static final int PARALLELISM = 2;
    private static final int MAX_PARALLELISM = 128;

    private final MiniCluster cluster;

    KeptJob() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        configuration.set(RestOptions.BIND_PORT, "0");
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .build());
        cluster.start();
    }

    /** Keeps {@code streams} and returns where the savepoint lies. */
    String savepoint(
            List<SavedStream> streams,
            String modelId,
            String backend,
            boolean incremental,
            SavepointFormatType format,
            Path directory)
            throws Exception {
        KeepingOperator.forget();
        Configuration configuration = configuration(backend);
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, incremental);
        JobGraph job = job(streams, modelId, configuration);
        cluster.submitJob(job).get();
        await(job, 2 * streams.size());
        return cluster.triggerSavepoint(job.getJobID(), directory.toUri().toString(), true, format)
                .get();
    }

    /** Starts from a savepoint, and stops when its state was restored. */
    void restore(String savepoint, String backend) throws Exception {
        KeepingOperator.forget();
        Configuration configuration = configuration(backend);
        configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        JobGraph job = job(List.of(), Examples.MODEL, configuration);
        cluster.submitJob(job).get();
        await(job, 0);
        cluster.cancelJob(job.getJobID()).get();
    }

    /** All state lies in files of its own, as large state does. */
    private static Configuration configuration(String backend) {
        return new Configuration()
                .set(StateBackendOptions.STATE_BACKEND, backend)
                .set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
    }

    private void await(JobGraph job, int kept) throws Exception {
        while (KeepingOperator.KEPT.get() < kept
                || cluster.getExecutionGraph(job.getJobID()).get().getState() != JobStatus.RUNNING
                || !running(job)) {
            if (cluster.getJobStatus(job.getJobID()).get().isTerminalState()) {
                throw new AssertionError(
                        cluster.getExecutionGraph(job.getJobID()).get().getFailureInfo());
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    private boolean running(JobGraph job) throws Exception {
        for (var vertex : cluster.getExecutionGraph(job.getJobID()).get().getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private static JobGraph job(List<SavedStream> streams, String modelId, Configuration configuration) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(PARALLELISM);
        environment.setMaxParallelism(MAX_PARALLELISM);
        List<byte[]> encoded = new ArrayList<>();
        streams.forEach(stream -> encoded.add(Examples.encoded(stream)));
        environment
                .fromSource(
                        new NumberSequenceSource(0, Long.MAX_VALUE - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .setParallelism(1)
                .uid("numbers")
                .<SavedStream>flatMap((number, out) -> {
                    if (number < encoded.size()) {
                        out.collect(Examples.decoded(encoded.get(number.intValue())));
                    } else {
                        LockSupport.parkNanos(GLANCE_NANOS);
                    }
                })
                .returns(SavedStream.TYPE)
                .setParallelism(1)
                .keyBy(SavedStream::streamId, Types.STRING)
                .transform("window", SavedStream.TYPE, new KeepingOperator(false, modelId))
                .uid("window")
                .keyBy(SavedStream::streamId, Types.STRING)
                .transform("adapt", SavedStream.TYPE, new KeepingOperator(true, modelId))
                .uid("adapt");
        return environment.getStreamGraph().getJobGraph();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
