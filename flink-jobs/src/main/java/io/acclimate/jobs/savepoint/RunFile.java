// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to reach a run of {@code acclimate run}: a file in its folder, readable by its owner only, while it runs.
 *
 * @param rest address of its cluster
 * @param job id of its job
 * @param arguments what it was started with, beginning with {@code run}
 */
public record RunFile(URI rest, String job, List<String> arguments) {

    private static final String NAME = "run.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path path(Path directory) {
        return directory.resolve(NAME);
    }

    /** Leaves it in the run's folder. */
    public void write(Path directory) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("rest", rest.toString()).put("job", job);
        arguments.forEach(json.putArray("arguments")::add);
        Files.createDirectories(directory);
        Files.deleteIfExists(path(directory));
        Files.createFile(
                path(directory), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path(directory), json.toPrettyString() + "\n");
    }

    /** Takes it away. */
    public static void delete(Path directory) throws IOException {
        Files.deleteIfExists(path(directory));
    }

    /** The run of this folder; empty if none runs, as far as the folder tells. */
    static Optional<RunFile> read(Path directory) throws IOException {
        if (!Files.isRegularFile(path(directory))) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(Files.readAllBytes(path(directory)));
        List<String> arguments = new ArrayList<>();
        json.withArray("/arguments").forEach(argument -> arguments.add(argument.asText()));
        return Optional.of(new RunFile(
                URI.create(json.path("rest").asText()), json.path("job").asText(), List.copyOf(arguments)));
    }

    /** Arguments of a run that goes on from {@code savepoint} and is otherwise as this one was started. */
    List<String> from(String savepoint) {
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("--from")) {
                i++;
            } else if (!arguments.get(i).startsWith("--from=")
                    && !arguments.get(i).equals("--create-topics")) {
                changed.add(arguments.get(i));
            }
        }
        changed.add("--from");
        changed.add(savepoint);
        return changed;
    }
}
