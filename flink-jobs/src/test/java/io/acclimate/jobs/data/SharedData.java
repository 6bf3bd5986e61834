// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The recordings that are handed around beside the repository. Their place is the folder {@code shared} above or beside
 * the working directory's parents, or what the system property or environment variable {@code ACCLIMATE_SHARED} names.
 */
public final class SharedData {

    private static final String VARIABLE = "ACCLIMATE_SHARED";

    private SharedData() {}

    /** The folder {@code shared/data/name}; skips the calling test, saying why, where it is absent. */
    public static Path require(String name) {
        Path folder = shared().resolve("data").resolve(name);
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                "skipped: no folder " + folder + "; set " + VARIABLE + " to the folder that holds data/" + name);
        return folder;
    }

    private static Path shared() {
        String named = System.getProperty(VARIABLE, System.getenv(VARIABLE));
        if (named != null) {
            return Path.of(named);
        }
        Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/data"))) {
                return at.resolve("shared");
            }
        }
        return start.resolveSibling("shared");
    }
}
