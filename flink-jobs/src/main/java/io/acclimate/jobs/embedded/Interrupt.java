// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.embedded;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (or SIGTERM) into a request to stop: the JVM waits until the work has come to a clean end, for at most a
 * minute.
 */
public final class Interrupt implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    private Interrupt() {}

    /** Begins to listen. */
    public static Interrupt listen() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupt::onShutdown, "clean-stop"));
        return interrupt;
    }

    private void onShutdown() {
        requested = true;
        try {
            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user asked to stop. */
    public boolean requested() {
        return requested;
    }

    /** Says that the work has ended; the JVM may go. */
    @Override
    public void close() {
        finished.countDown();
    }
}
