// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.ClusterMain;
import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.embedded.Checkpoints;
import io.acclimate.jobs.rest.FlinkRest;
import io.acclimate.operators.model.ModelPackage;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The main job on a cluster whose JobManager may come back without knowing it: it is then submitted anew, from its latest
 * checkpoint.
 */
final class SupervisedJob {

    private final JobConfiguration configuration;
    private final ModelPackage model;
    private final FlinkRest rest;
    private final Path directory;
    private String id;
    private boolean submitted;
    private int submissions;
    private long restartsBefore;
    private long restarts;

    /**
     * A job that has not been submitted.
     *
     * @param configuration says where the cluster is
     * @param directory for its checkpoints and savepoints
     */
    SupervisedJob(JobConfiguration configuration, ModelPackage model, FlinkRest rest, Path directory) {
        this.configuration = configuration;
        this.model = model;
        this.rest = rest;
        this.directory = directory;
    }

    /**
     * Submits the job if the JobManager does not know it.
     *
     * @throws Exception also while the JobManager does not answer
     */
    void ensureSubmitted() throws Exception {
        boolean known = id != null && rest.status(id).isPresent();
        if (known && submitted) {
            return;
        }
        if (!known) {
            submit();
        }
        submitted = true;
        submissions++;
        restartsBefore += restarts;
        restarts = 0;
    }

    private void submit() throws Exception {
        // Chosen here and kept until an answer came, so that a submission is not repeated as another job.
        if (id == null || submitted) {
            id = new JobID().toHexString();
            submitted = false;
        }
        rest.requireAnswer();
        Configuration flink = configuration.flink();
        flink.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, id);
        Checkpoints.find(directory)
                .ifPresent(latest -> flink.set(
                        StateRecoveryOptions.SAVEPOINT_PATH, latest.toUri().toString()));
        ClusterMain.add(configuration, model, new StreamExecutionEnvironment(flink))
                .executeAsync("acclimate");
    }

    /** Whether a checkpoint is complete that was begun after that many milliseconds since the epoch. */
    boolean hasCheckpointSince(long millis) throws IOException {
        return rest.newestCheckpoint(id) > millis;
    }

    /** Whether the job has given up; {@link #failure} says why. */
    boolean hasFailed() throws IOException {
        return rest.status(id).filter("FAILED"::equals).isPresent();
    }

    String failure() throws IOException {
        return rest.failure(id);
    }

    /** Asks Flink how often it has restarted the job. */
    void countRestarts() throws IOException {
        restarts = Math.max(restarts, rest.restarts(id));
    }

    /** Restarts by Flink so far. */
    long restarts() {
        return restartsBefore + restarts;
    }

    /** Submissions after the first. */
    int resubmissions() {
        return submissions - 1;
    }

    /** Begins to end the job, with all that is in it going out; the id for {@link #hasDrained}. */
    String drain() throws IOException {
        return rest.stop(
                id, true, Optional.of(directory.resolve("savepoints").toUri().toString()));
    }

    boolean hasDrained(String request) throws IOException {
        return rest.savepoint(id, request).isPresent()
                && rest.status(id).filter("FINISHED"::equals).isPresent();
    }
}
