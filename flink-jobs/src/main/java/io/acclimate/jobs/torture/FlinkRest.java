// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Flink's REST interface, as far as it is needed to look after one job. Every method throws while nobody answers. */
final class FlinkRest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final int REFUSED = 400;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI address;

    FlinkRest(URI address) {
        this.address = address;
    }

    /** Returns if a JobManager answers. */
    void requireAnswer() throws IOException {
        get("/overview");
    }

    /** State of a job, such as {@code RUNNING}; empty if the JobManager does not know it. */
    Optional<String> status(String job) throws IOException {
        return get("/jobs/" + job).map(answer -> answer.path("state").asText());
    }

    /** When the newest complete checkpoint of a job was begun, in milliseconds since the epoch; -1 if there is none. */
    long newestCheckpoint(String job) throws IOException {
        return get("/jobs/" + job + "/checkpoints")
                .map(answer -> answer.path("latest").path("completed").path("trigger_timestamp"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .orElse(-1L);
    }

    /** How often Flink has restarted a job. */
    long restarts(String job) throws IOException {
        return get("/jobs/" + job + "/metrics?get=numRestarts")
                .map(answer -> answer.path(0).path("value").asLong())
                .orElse(0L);
    }

    /** What a job failed of first, in one line. */
    String failure(String job) throws IOException {
        String trace = get("/jobs/" + job + "/exceptions")
                .map(answer ->
                        answer.path("exceptionHistory").path("entries").path(0).path("stacktrace"))
                .map(JsonNode::asText)
                .orElse("");
        return trace.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .map(line -> line.substring("Caused by: ".length()))
                .orElseGet(() -> trace.lines().findFirst().orElse("for no reason that it told"));
    }

    /** Begins to stop a job with a savepoint at the end of its input; the id to ask for it. */
    String drain(String job, URI directory) throws IOException {
        var body = json.createObjectNode().put("drain", true).put("targetDirectory", directory.toString());
        HttpRequest request = request("/jobs/" + job + "/stop")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return send(request).orElseThrow().path("request-id").asText();
    }

    /** Whether that savepoint is complete. */
    boolean drained(String job, String request) throws IOException {
        JsonNode answer = get("/jobs/" + job + "/savepoints/" + request).orElseThrow();
        JsonNode failure = answer.path("operation").path("failure-cause");
        if (!failure.isMissingNode()) {
            throw new IOException("the savepoint at the end failed: "
                    + failure.path("stack-trace").asText().lines().findFirst().orElse(""));
        }
        return answer.path("status").path("id").asText().equals("COMPLETED");
    }

    private Optional<JsonNode> get(String path) throws IOException {
        return send(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT);
    }

    private Optional<JsonNode> send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            if (response.statusCode() >= REFUSED) {
                throw new IOException("Flink at %s refused %s: %s".formatted(address, request.uri(), response.body()));
            }
            return Optional.of(json.readTree(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Flink was asked");
        }
    }
}
