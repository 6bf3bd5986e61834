// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Questions to Flink's REST interface, and its answers in JSON. */
final class RestConnection {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int FIRST_FAILURE = 400;

    private final HttpClient client;
    private final URI address;
    private final Duration timeout;

    RestConnection(URI address, Duration timeout) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException(
                    "%s is not the REST address of a Flink cluster, such as http://host:8081".formatted(address));
        }
        this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
        this.address = URI.create(address.toString().replaceAll("/+$", "") + "/");
        this.timeout = timeout;
    }

    URI address() {
        return address;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    JsonNode get(String path) throws IOException {
        return read(exchange(request(path).GET()));
    }

    /** The same; empty if Flink does not know what is asked for. */
    Optional<JsonNode> find(String path) throws IOException {
        HttpResponse<String> response = exchange(request(path).GET());
        return response.statusCode() == NOT_FOUND ? Optional.empty() : Optional.of(read(response));
    }

    JsonNode post(String path, ObjectNode body) throws IOException {
        return post(path, "application/json", BodyPublishers.ofString(body.toString()));
    }

    JsonNode post(String path, String contentType, HttpRequest.BodyPublisher body) throws IOException {
        return read(exchange(request(path).header("Content-Type", contentType).POST(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(timeout);
    }

    /** Whatever keeps an answer from coming is a {@link ConnectException}. */
    private HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            ConnectException unreachable = new ConnectException("nothing answers at " + address);
            unreachable.initCause(e);
            throw unreachable;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Flink was asked");
        }
    }

    private JsonNode read(HttpResponse<String> response) throws IOException {
        try {
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() >= FIRST_FAILURE) {
                throw new IOException("%s answered: %s".formatted(address, error(answer)));
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw new IOException("%s is not the REST address of a Flink cluster".formatted(address), e);
        }
    }

    private static String error(JsonNode answer) {
        JsonNode errors = answer.path("errors");
        return errors.isEmpty()
                ? answer.toString()
                : deepestCause(errors.get(errors.size() - 1).asText());
    }

    /** The message of a stack trace's innermost cause. */
    static String deepestCause(String trace) {
        String cause = "";
        for (String line : trace.lines().toList()) {
            if (cause.isEmpty() || line.startsWith("Caused by: ")) {
                cause = line.isBlank() ? cause : line;
            }
        }
        return cause.replaceFirst("^(Caused by: )?([\\w.$]+(Exception|Error): )+", "")
                .replaceFirst("[>\\]]+$", "");
    }
}
