// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that a command empties before it fills it, and so must be known to be its own. */
public final class RunDirectory {

    private RunDirectory() {}

    /**
     * Makes an empty folder, or empties the one that an earlier run of the same command left.
     *
     * @param command name of the command, which marks its folders
     * @throws IllegalArgumentException with a sentence if the folder holds anything else
     */
    public static void empty(Path directory, String command) throws IOException {
        Path mark = directory.resolve(".acclimate-" + command);
        if (Files.exists(directory)) {
            if (!Files.exists(mark)) {
                throw new IllegalArgumentException(
                        "%s exists and holds no earlier %s; give --dir a folder that may be emptied"
                                .formatted(directory, command));
            }
            delete(directory);
        }
        Files.createDirectories(directory);
        Files.createFile(mark);
    }

    /** Deletes a folder with all that is in it; one that is not there is none. */
    public static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
