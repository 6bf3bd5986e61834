// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.jobs.rest.FlinkRest;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Stops jobs with a savepoint, and waits for what a cluster does. */
final class StoppedJob {

    private static final long GLANCE_NANOS = Duration.ofMillis(50).toNanos();

    private final FlinkRest rest;
    private final Duration patience;

    StoppedJob(FlinkRest rest, Duration patience) {
        this.rest = rest;
        this.patience = patience;
    }

    /**
     * Checks that a job can be stopped with a savepoint.
     *
     * @throws IOException if it does not run, with a sentence
     */
    void requireRunning(String job) throws IOException {
        String state = state(job);
        if (!state.equals("RUNNING")) {
            throw new IOException("job %s is %s, not running; start it from the savepoint that you want"
                    .formatted(job, state.toLowerCase(Locale.ROOT)));
        }
    }

    private String state(String job) throws IOException {
        return rest.status(job).orElseThrow(() -> new IOException("the cluster knows no job " + job));
    }

    /**
     * Stops a job.
     *
     * @param directory of the savepoint; the cluster's own if empty
     * @param local the same as a folder of this machine, if the cluster may vanish with its job
     * @return where the savepoint lies
     */
    String stop(String job, Optional<String> directory, Optional<Path> local) throws IOException {
        List<Path> before = local.isPresent() ? Savepoints.newestFirst(List.of(local.get())) : List.of();
        String trigger = rest.stop(job, false, directory);
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> location = location(job, trigger, before, local);
            if (location.isPresent()) {
                return location.get();
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
        throw new IOException("no savepoint within %d s; the job may still be stopping, look at it before you go on"
                .formatted(patience.toSeconds()));
    }

    private Optional<String> location(String job, String trigger, List<Path> before, Optional<Path> local)
            throws IOException {
        try {
            return rest.savepoint(job, trigger);
        } catch (ConnectException e) {
            if (local.isEmpty()) {
                throw e;
            }
            // An embedded cluster ends with its job, perhaps before it has told where the savepoint lies.
            List<Path> written = new ArrayList<>(Savepoints.newestFirst(List.of(local.get())));
            written.removeAll(before);
            return written.stream().findFirst().map(Path::toString);
        }
    }

    /** Returns when every task of a job runs. */
    void awaitRunning(String job) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!rest.everyTaskRuns(job)) {
            String state = state(job);
            if (state.equals("FAILED") || state.equals("FAILING") || state.equals("CANCELED")) {
                throw new IOException("job %s has failed: %s".formatted(job, rest.failure(job)));
            }
            if (state.equals("FINISHED")) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "job %s does not run after %d s; it is %s".formatted(job, patience.toSeconds(), state));
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }
}
