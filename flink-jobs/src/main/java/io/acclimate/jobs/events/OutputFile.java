// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.EventFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a file to be written must be. */
final class OutputFile {

    private OutputFile() {}

    /**
     * Checks that the file can be made.
     *
     * @throws IOException with a sentence if its folder is not there
     */
    static void requireFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(
                    "there is no folder %s to write %s to; make it first".formatted(folder, file.getFileName()));
        }
    }

    /**
     * The format that files of this name have.
     *
     * @throws IllegalArgumentException with a sentence if the name does not tell
     */
    static EventFormat format(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return switch (extension) {
            case "dat" -> EventFormat.DAT;
            case "aedat4" -> EventFormat.AEDAT4;
            case "csv", "txt" -> EventFormat.TEXT;
            case "raw" ->
                throw new IllegalArgumentException("a .raw file may be EVT2 or EVT3; say which with --format");
            default ->
                throw new IllegalArgumentException(
                        "the name %s tells no format that can be written; give --format DAT, EVT2, EVT3, AEDAT4 or TEXT"
                                .formatted(file.getFileName()));
        };
    }
}
