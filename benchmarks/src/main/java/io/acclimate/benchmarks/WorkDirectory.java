// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory that is deleted with all it holds.
 *
 * @param path the directory
 */
record WorkDirectory(Path path) implements AutoCloseable {

    /** Makes an empty one where {@code java.io.tmpdir} says. */
    static WorkDirectory make() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("acclimate-benchmark"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
