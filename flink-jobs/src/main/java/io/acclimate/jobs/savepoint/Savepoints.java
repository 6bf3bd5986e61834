// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds savepoints and retained checkpoints in folders of this machine. */
final class Savepoints {

    private static final int DEPTH = 4;
    private static final String METADATA = "_metadata";

    private Savepoints() {}

    /** Folders of all complete checkpoints and savepoints below {@code directories}, newest first. */
    static List<Path> newestFirst(List<Path> directories) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.walk(directory, DEPTH)) {
                    files.filter(file -> file.endsWith(METADATA)).forEach(found::add);
                } catch (UncheckedIOException e) {
                    // A running job removes its checkpoints meanwhile.
                    if (!(e.getCause() instanceof NoSuchFileException)) {
                        throw e.getCause();
                    }
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(Savepoints::modified).reversed())
                .map(Path::getParent)
                .distinct()
                .toList();
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            // A running job removed it meanwhile.
            return Long.MIN_VALUE;
        }
    }
}
