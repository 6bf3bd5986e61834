// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The jobs of a Flink cluster, over its REST interface. Every method throws a {@link java.net.ConnectException} while nobody
 * answers, and an {@link IOException} with Flink's reason if it refuses.
 */
public final class FlinkRest {

    private final RestConnection connection;

    /**
     * The interface at {@code address}, such as {@code http://host:8081}.
     *
     * @param timeout for each answer
     * @throws IllegalArgumentException if it is no such address, with a sentence
     */
    public FlinkRest(URI address, Duration timeout) {
        connection = new RestConnection(address, timeout);
    }

    /** Returns if a JobManager answers. */
    public void requireAnswer() throws IOException {
        connection.get("overview");
    }

    /** Jars that were uploaded. */
    public FlinkJars jars() {
        return new FlinkJars(connection);
    }

    /** Ids of all jobs that have not ended. */
    public List<String> runningJobs() throws IOException {
        List<String> running = new ArrayList<>();
        for (JsonNode job : connection.get("jobs").path("jobs")) {
            if (!List.of("FINISHED", "CANCELED", "FAILED")
                    .contains(job.path("status").asText())) {
                running.add(job.path("id").asText());
            }
        }
        return running;
    }

    /** State of a job, such as {@code RUNNING}; empty if the cluster does not know it. */
    public Optional<String> status(String job) throws IOException {
        return connection.find("jobs/" + job).map(answer -> answer.path("state").asText());
    }

    /** Whether every task of a job runs. */
    public boolean everyTaskRuns(String job) throws IOException {
        for (JsonNode vertex : connection.get("jobs/" + job).path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return true;
    }

    /** Why a job failed, in one line. */
    public String failure(String job) throws IOException {
        JsonNode trace = connection
                .get("jobs/" + job + "/exceptions")
                .path("exceptionHistory")
                .path("entries")
                .path(0)
                .path("stacktrace");
        return RestConnection.deepestCause(trace.asText("no reason is known"));
    }

    /** A parameter that the job's program has set for all to see. */
    public Optional<String> jobParameter(String job, String name) throws IOException {
        return Optional.of(connection
                        .get("jobs/" + job + "/config")
                        .path("execution-config")
                        .path("user-config")
                        .path(name))
                .filter(value -> !value.isMissingNode())
                .map(JsonNode::asText);
    }

    /** How long the slowest complete checkpoint of a job took, milliseconds; 0 if there is none. */
    public long slowestCheckpointMillis(String job) throws IOException {
        return connection
                .get("jobs/" + job + "/checkpoints")
                .path("summary")
                .path("end_to_end_duration")
                .path("max")
                .asLong();
    }

    /** When the newest complete checkpoint of a job was begun, in milliseconds since the epoch; -1 if there is none. */
    public long newestCheckpoint(String job) throws IOException {
        return connection
                .find("jobs/" + job + "/checkpoints")
                .map(answer -> answer.path("latest").path("completed").path("trigger_timestamp"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .orElse(-1L);
    }

    /** How often Flink has restarted a job. */
    public long restarts(String job) throws IOException {
        return connection
                .find("jobs/" + job + "/metrics?get=numRestarts")
                .map(answer -> answer.path(0).path("value").asLong())
                .orElse(0L);
    }

    /**
     * Begins to stop a job with a canonical savepoint.
     *
     * @param drain whether it is to end as if its input had, with all that is in it going out
     * @param directory of the savepoint; the cluster's own if empty
     * @return what {@link #savepoint} asks with
     */
    public String stop(String job, boolean drain, Optional<String> directory) throws IOException {
        ObjectNode body = RestConnection.object().put("drain", drain).put("formatType", "CANONICAL");
        directory.ifPresent(uri -> body.put("targetDirectory", uri));
        return connection.post("jobs/" + job + "/stop", body).path("request-id").asText();
    }

    /** Where the savepoint lies; empty while it is written. */
    public Optional<String> savepoint(String job, String request) throws IOException {
        JsonNode operation =
                connection.get("jobs/" + job + "/savepoints/" + request).path("operation");
        JsonNode failure = operation.path("failure-cause").path("stack-trace");
        if (!failure.isMissingNode()) {
            throw new IOException("no savepoint could be taken: " + RestConnection.deepestCause(failure.asText()));
        }
        return Optional.of(operation.path("location"))
                .filter(location -> !location.isMissingNode())
                .map(JsonNode::asText);
    }
}
