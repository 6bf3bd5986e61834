// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jars that were uploaded to a cluster. */
public final class FlinkJars {

    private final RestConnection connection;

    /**
     * An uploaded jar.
     *
     * @param id names it in the cluster
     * @param entryClasses that its manifest names
     */
    public record Jar(String id, List<String> entryClasses) {}

    FlinkJars(RestConnection connection) {
        this.connection = connection;
    }

    /** All of them, newest first. */
    public List<Jar> all() throws IOException {
        List<Jar> jars = new ArrayList<>();
        for (JsonNode file : connection.get("jars").path("files")) {
            List<String> classes = new ArrayList<>();
            file.path("entry").forEach(entry -> classes.add(entry.path("name").asText()));
            jars.add(new Jar(file.path("id").asText(), classes));
        }
        return jars;
    }

    /** Uploads one and returns its id. */
    public String upload(Path jar) throws IOException {
        String boundary = "acclimate-" + System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\n"
                        + "Content-Type: application/x-java-archive\r\n\r\n")
                .formatted(boundary, jar.getFileName())
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(jar));
        body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
        String file = connection
                .post(
                        "jars/upload",
                        "multipart/form-data; boundary=" + boundary,
                        BodyPublishers.ofByteArray(body.toByteArray()))
                .path("filename")
                .asText();
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Starts a jar's program from a savepoint, which stays, and returns the job's id. */
    public String run(String jar, String entryClass, List<String> arguments, Optional<String> savepoint)
            throws IOException {
        ObjectNode body = RestConnection.object().put("entryClass", entryClass);
        arguments.forEach(body.putArray("programArgsList")::add);
        savepoint.ifPresent(path -> body.put("savepointPath", path).put("claimMode", "NO_CLAIM"));
        return connection.post("jars/" + jar + "/run", body).path("jobid").asText();
    }
}
