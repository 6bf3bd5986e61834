// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.embedded;

import io.acclimate.jobs.AcclimateJob;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.savepoint.StartingPoint;
import io.acclimate.operators.model.ModelPackage;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The main job on a Flink cluster inside this JVM. */
public final class EmbeddedJob implements AutoCloseable {

    private final EmbeddedFlink flink;
    private final JobID job;
    private final Path directory;

    private EmbeddedJob(EmbeddedFlink flink, JobID job, Path directory) {
        this.flink = flink;
        this.job = job;
        this.directory = directory;
    }

    /**
     * Starts cluster and job.
     *
     * @param directory for checkpoints and savepoints
     * @param checkpointInterval unless the configuration sets one
     * @throws java.io.IOException if the savepoint to start from cannot be read
     * @throws IllegalArgumentException if its streams were adapted from another model, and that is not provided for
     */
    public static EmbeddedJob start(
            JobConfiguration configuration, ModelPackage model, Path directory, Duration checkpointInterval)
            throws Exception {
        Configuration complete =
                EmbeddedDefaults.complete(configuration.flink(), directory.toAbsolutePath(), checkpointInterval);
        StartingPoint.check(complete, configuration, model);
        EmbeddedFlink flink = EmbeddedFlink.start(complete, complete.get(CoreOptions.DEFAULT_PARALLELISM));
        try {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(complete);
            new AcclimateJob(configuration, model).addTo(environment);
            return new EmbeddedJob(flink, flink.submit(environment), directory);
        } catch (Exception e) {
            flink.close();
            throw e;
        }
    }

    /** Address of Flink's web interface. */
    public URI webInterface() throws Exception {
        return flink.webInterface();
    }

    /** Id of the job in its cluster. */
    public JobID id() {
        return job;
    }

    /** State of the job. */
    public JobStatus status() throws Exception {
        return flink.status(job);
    }

    /** Why the job failed, in one sentence; empty if it did not. */
    public Optional<String> failure() throws Exception {
        return status() == JobStatus.FAILED ? flink.failure(job).map(EmbeddedJob::rootCause) : Optional.empty();
    }

    /** What a failure came from, in one line. */
    public static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Stops the job with a savepoint and says where it lies. */
    public String stop() throws Exception {
        return flink.stop(job, directory.toAbsolutePath().resolve("savepoints"));
    }

    @Override
    public void close() throws Exception {
        flink.close();
    }
}
