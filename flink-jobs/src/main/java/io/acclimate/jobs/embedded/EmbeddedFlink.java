// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.embedded;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Flink cluster inside this JVM, with its web interface. */
public final class EmbeddedFlink implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final MiniCluster cluster;

    private EmbeddedFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Starts a cluster.
     *
     * @param configuration of Flink
     * @param slots task slots
     * @throws Exception if the cluster does not start, for example because a port is taken
     */
    public static EmbeddedFlink start(Configuration configuration, int slots) throws Exception {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
        return new EmbeddedFlink(cluster);
    }

    /** Address of the web interface. */
    public URI webInterface() throws Exception {
        return cluster.getRestAddress().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Submits the job that {@code environment} describes. */
    public JobID submit(StreamExecutionEnvironment environment) throws Exception {
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        cluster.submitJob(graph).get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        return graph.getJobID();
    }

    /** State of a job. */
    public JobStatus status(JobID job) throws Exception {
        return cluster.getJobStatus(job).get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Why a job failed; empty if it did not. */
    public Optional<Throwable> failure(JobID job) throws Exception {
        var result = cluster.requestJobResult(job).get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        return result.getSerializedThrowable()
                .map(e -> e.deserializeError(getClass().getClassLoader()));
    }

    /**
     * Stops a job with a savepoint. Tasks that restore their state, and commit what it holds, cannot take one yet: those are
     * waited for.
     *
     * @return where the savepoint lies
     */
    public String stop(JobID job, Path savepointDirectory) throws Exception {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                return cluster.stopWithSavepoint(
                                job, savepointDirectory.toUri().toString(), false, SavepointFormatType.CANONICAL)
                        .get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!isStarting(e) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private static boolean isStarting(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, CheckpointException.class)
                .filter(e -> e.getCheckpointFailureReason() == CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING)
                .isPresent();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
