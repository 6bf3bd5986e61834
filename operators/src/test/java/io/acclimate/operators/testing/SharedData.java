// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.testing;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the shared data folder next to the repository; tests that need it skip themselves where it is absent. */
public final class SharedData {

    private SharedData() {}

    /** A file or folder below the shared folder; skips the calling test, saying so, if it is not there. */
    public static Path require(String relative) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve(relative);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        Assumptions.abort("skipped: shared/" + relative + " is not on this machine");
        throw new IllegalStateException();
    }
}
