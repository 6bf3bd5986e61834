// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One kill of a plan.
 *
 * @param role what is killed
 * @param early whether it strikes while the job may not have recovered from the one before
 * @param after when, as a share of the time that a slice of the input takes, 0..1; from the recovery on, or from the kill
 *     before
 */
record Kill(ClusterRole role, boolean early, double after) {

    private static final double TASK_MANAGERS = 0.8;
    private static final double JOB_MANAGERS = 0.9;
    private static final double EARLY = 0.25;

    /** {@code kills} random kills; the same for the same seed. */
    static List<Kill> plan(long seed, int kills) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Kill> plan = new ArrayList<>(kills);
        for (int i = 0; i < kills; i++) {
            double kind = random.nextDouble();
            ClusterRole role = kind < TASK_MANAGERS
                    ? ClusterRole.TASK_MANAGER
                    : kind < JOB_MANAGERS ? ClusterRole.JOB_MANAGER : ClusterRole.BROKER;
            plan.add(new Kill(role, i > 0 && random.nextDouble() < EARLY, random.nextDouble()));
        }
        return plan;
    }
}
