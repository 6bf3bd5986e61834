// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds what a job can go on from. */
final class Checkpoints {

    private static final int DEPTH = 4;

    private Checkpoints() {}

    /**
     * The newest complete checkpoint or savepoint below {@code directory}.
     *
     * @throws IOException if there is none
     */
    static Path latest(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory, DEPTH)) {
                var newest = files.filter(file -> file.endsWith("_metadata"))
                        .max(Comparator.comparing(Checkpoints::modified));
                if (newest.isPresent()) {
                    return newest.get().getParent();
                }
            }
        }
        throw new IOException("there is no complete checkpoint or savepoint under %s; leave --from out to start afresh"
                .formatted(directory));
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
