// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits on conditions that another thread or process brings about. */
public final class Patience {

    /** Longer than anything in these tests takes, however busy the machine is. */
    public static final Duration DEADLINE = Duration.ofSeconds(120);

    private static final long GLANCE_NANOS = Duration.ofMillis(20).toNanos();

    private Patience() {}

    /**
     * Returns when {@code condition} holds.
     *
     * @param what it means, for the failure
     */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %d s: %s".formatted(DEADLINE.toSeconds(), what));
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }
}
