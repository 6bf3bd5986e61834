// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What to do to the job.
 *
 * @param kills processes to kill, at least 1
 * @param parallelism of the job, 1 to 16; each task slot is a TaskManager
 * @param seed decides what is killed and when, and the fleet
 * @param machines streams, at least 1
 * @param seconds that the input between two kills is played for, at least 1
 * @param directory for everything that the processes write
 * @param model package to use instead of training one
 * @param overrides options of the job, which win over those of the torture
 */
record TortureSettings(
        int kills,
        int parallelism,
        long seed,
        int machines,
        int seconds,
        Path directory,
        Optional<Path> model,
        Map<String, String> overrides) {

    private static final int MOST_TASK_MANAGERS = 16;

    TortureSettings {
        if (kills < 1 || machines < 1 || seconds < 1) {
            throw new IllegalArgumentException("--kills, --machines and --seconds must be at least 1");
        }
        if (parallelism < 1 || parallelism > MOST_TASK_MANAGERS) {
            throw new IllegalArgumentException(
                    "--parallelism must be 1 to %d, as every slot is a process".formatted(MOST_TASK_MANAGERS));
        }
    }

    /** Pieces that the input is cut into: one before each kill, one after the last. */
    int slices() {
        return kills + 1;
    }
}
