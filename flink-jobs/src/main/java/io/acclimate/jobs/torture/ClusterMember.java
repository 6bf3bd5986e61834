// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.embedded.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One process of a cluster and its successors. Each has a log of its own, and a folder for temporary files that goes with it. */
final class ClusterMember implements AutoCloseable {

    /** Small, and quick to start: processes live for seconds. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final ClusterRole role;
    private final String name;
    private final int heapMebibytes;
    private final List<String> arguments;
    private final Path directory;
    private ChildJvm process;
    private int starts;

    ClusterMember(ClusterRole role, String name, int heapMebibytes, List<String> arguments, Path directory) {
        this.role = role;
        this.name = name;
        this.heapMebibytes = heapMebibytes;
        this.arguments = arguments;
        this.directory = directory;
    }

    ClusterRole role() {
        return role;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Starts it, for the first time or in place of one that has ended. */
    void start() throws IOException {
        starts++;
        Path temporary = directory.resolve("tmp").resolve(name);
        RunDirectory.delete(temporary);
        Files.createDirectories(temporary);
        Path logs = Files.createDirectories(directory.resolve("logs"));
        String log = "%s-%03d".formatted(name, starts);
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("-Xmx%dm".formatted(heapMebibytes));
        options.add("-Djava.io.tmpdir=" + temporary);
        options.add("-Dacclimate.log=" + logs.resolve(log + ".log"));
        List<String> all = new ArrayList<>();
        all.add(role.name());
        all.addAll(arguments);
        Path out = logs.resolve(log + ".out");
        process = ChildJvm.start(options, ClusterProcess.class, all, out, out);
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
