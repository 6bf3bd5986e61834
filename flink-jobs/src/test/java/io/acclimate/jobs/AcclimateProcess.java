// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.cli.Acclimate;
import io.acclimate.jobs.torture.ChildJvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line in a JVM of its own, with the same classes and settings as this one. */
public final class AcclimateProcess implements AutoCloseable {

    /** Quick to start; what it computes does not depend on them. */
    private static final List<String> OPTIONS = List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final ChildJvm process;
    private final Path output;
    private final Path errors;

    private AcclimateProcess(ChildJvm process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts {@code acclimate} with these arguments.
     *
     * @param directory takes what it prints
     */
    public static AcclimateProcess start(Path directory, List<String> arguments) throws IOException {
        Path output = Files.createTempFile(directory, "acclimate", ".out");
        Path errors = Files.createTempFile(directory, "acclimate", ".err");
        return new AcclimateProcess(
                ChildJvm.start(OPTIONS, Acclimate.class, arguments, output, errors), output, errors);
    }

    /** What it has printed so far. */
    public String output() {
        return read(output);
    }

    /** What it has printed to standard error so far. */
    public String errors() {
        return read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}, which leaves it no time for anything. */
    public void kill() throws InterruptedException {
        assertThat(process.isAlive())
                .as("the process ended before it was killed: %s%s", output(), errors())
                .isTrue();
        process.kill();
    }

    /** As {@code kill}, which asks it to end as Ctrl-C does. */
    public void interrupt() {
        process.interrupt();
    }

    /** Returns when it has ended. */
    public void awaitExit() throws InterruptedException {
        assertThat(process.awaitExit())
                .as("the process ends: %s%s", output(), errors())
                .isTrue();
    }

    @Override
    public void close() {
        process.close();
    }
}
