// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what a job can go on from. */
public final class Checkpoints {

    private static final int DEPTH = 4;

    private Checkpoints() {}

    /**
     * The newest complete checkpoint or savepoint below {@code directory}.
     *
     * @throws IOException if there is none
     */
    public static Path latest(Path directory) throws IOException {
        return find(directory)
                .orElseThrow(() -> new IOException(
                        "there is no complete checkpoint or savepoint under %s; leave --from out to start afresh"
                                .formatted(directory)));
    }

    /** The same; empty if there is none. */
    public static Optional<Path> find(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory, DEPTH)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparing(Checkpoints::modified))
                    .map(Path::getParent);
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
