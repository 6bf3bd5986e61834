// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.cli.Acclimate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line in a JVM of its own, with the same classes and settings as this one. */
public final class AcclimateProcess implements AutoCloseable {

    /** What the launcher script exports. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "MALLOC_MMAP_THRESHOLD_", "2147483648",
            "MALLOC_TRIM_THRESHOLD_", "4294967296",
            "MALLOC_TOP_PAD_", "67108864",
            "TORCH_CPP_LOG_LEVEL", "ERROR");

    private final Process process;
    private final Path output;
    private final Path errors;

    private AcclimateProcess(Process process, Path output, Path errors) {
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
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Quick to start; what it computes does not depend on them.
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Acclimate.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(ENVIRONMENT);
        return new AcclimateProcess(builder.start(), output, errors);
    }

    /** What it has printed so far. */
    public String output() {
        return read(output);
    }

    private String errors() {
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
        process.destroyForcibly();
        awaitExit();
    }

    /** As {@code kill}, which asks it to end as Ctrl-C does. */
    public void interrupt() {
        process.destroy();
    }

    /** Returns when it has ended. */
    public void awaitExit() throws InterruptedException {
        boolean ended = process.waitFor(Patience.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).as("the process ends: %s%s", output(), errors()).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
