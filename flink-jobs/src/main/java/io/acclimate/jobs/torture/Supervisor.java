// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.embedded.Interrupt;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Does what an orchestrator does: brings back processes that have ended, and a job that its JobManager has forgotten. */
final class Supervisor {

    private static final long NAP_NANOS = Duration.ofMillis(50).toNanos();
    private static final long TELL_NANOS = Duration.ofSeconds(30).toNanos();
    /** How long anything may take before the run has failed. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ProcessCluster cluster;
    private final SupervisedJob job;
    private final Interrupt interrupt;
    private final Consumer<String> print;
    private final List<Duration> recoveries = new ArrayList<>();
    private String obstacle = "none";
    private int endedByThemselves;
    private long outageSince;
    private long lastKill;

    /** What is waited for. */
    interface Condition {
        boolean holds() throws Exception;
    }

    Supervisor(ProcessCluster cluster, SupervisedJob job, Interrupt interrupt, Consumer<String> print) {
        this.cluster = cluster;
        this.job = job;
        this.interrupt = interrupt;
        this.print = print;
    }

    /**
     * Looks after job and processes until a condition holds.
     *
     * @param what the condition means, for the failure
     * @throws IOException with a sentence if the job gives up, or after ten minutes
     * @throws CancellationException if the user asks to stop
     */
    void until(String what, Condition condition) throws Exception {
        long start = System.nanoTime();
        long told = start;
        while (!attempt(condition)) {
            long now = System.nanoTime();
            Duration waited = Duration.ofNanos(now - start);
            if (waited.compareTo(PATIENCE) > 0) {
                throw new GaveUpException(
                        "within %d min not: %s; last obstacle: %s".formatted(PATIENCE.toMinutes(), what, obstacle));
            }
            if (now - told > TELL_NANOS) {
                told = now;
                print.accept("waiting for %d s: %s; last obstacle: %s".formatted(waited.toSeconds(), what, obstacle));
            }
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    /** Looks after them for a while. */
    void during(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            attempt(() -> true);
            LockSupport.parkNanos(Math.min(NAP_NANOS, Math.max(1, end - System.nanoTime())));
        }
    }

    private boolean attempt(Condition condition) throws Exception {
        if (interrupt.requested()) {
            throw new CancellationException("stopped before the end; nothing was compared");
        }
        try {
            return step(condition);
        } catch (GaveUpException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // A process is away; the next look may find it back.
            obstacle = EmbeddedJob.rootCause(e);
            return false;
        }
    }

    private boolean step(Condition condition) throws Exception {
        endedByThemselves += cluster.replaceEnded();
        job.ensureSubmitted();
        if (job.hasFailed()) {
            throw new GaveUpException("the job gave up: " + job.failure());
        }
        job.countRestarts();
        if (outageSince > 0 && job.hasCheckpointSince(lastKill)) {
            recoveries.add(Duration.ofMillis(System.currentTimeMillis() - outageSince));
            outageSince = 0;
        }
        return condition.holds();
    }

    /** Says that a process has just been killed. */
    void killed() {
        lastKill = System.currentTimeMillis();
        outageSince = outageSince == 0 ? lastKill : outageSince;
    }

    /** Returns when a checkpoint is complete that was begun after the last kill. */
    void untilRecovered() throws Exception {
        until("a checkpoint completes after a kill", () -> outageSince == 0);
    }

    /** From the first kill of each outage to the completion of the first checkpoint begun after its last one. */
    List<Duration> recoveries() {
        return recoveries;
    }

    /** Processes that ended without having been killed. */
    int endedByThemselves() {
        return endedByThemselves;
    }

    /** The job will not come back. */
    static final class GaveUpException extends IOException {

        private static final long serialVersionUID = 1L;

        GaveUpException(String message) {
            super(message);
        }
    }
}
