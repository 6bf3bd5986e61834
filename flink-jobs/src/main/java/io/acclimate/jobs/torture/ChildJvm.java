// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the classes, system properties and environment of this one. */
public final class ChildJvm implements AutoCloseable {

    private static final long SECONDS_TO_END = 120;

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    /**
     * Starts a JVM.
     *
     * @param options of the JVM; win over those of this one
     * @param main class to run
     * @param output takes what it prints
     * @param errors takes what it prints to standard error; may be the same file
     */
    public static ChildJvm start(List<String> options, Class<?> main, List<String> arguments, Path output, Path errors)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(appendTo(output));
        return new ChildJvm(
                (output.equals(errors) ? builder.redirectErrorStream(true) : builder.redirectError(appendTo(errors)))
                        .start());
    }

    private static ProcessBuilder.Redirect appendTo(Path file) {
        return ProcessBuilder.Redirect.appendTo(new File(file.toString()));
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}, which leaves it no time for anything; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As {@code kill}, which asks it to end as Ctrl-C does. */
    public void interrupt() {
        process.destroy();
    }

    /** Waits up to two minutes; whether it has ended. */
    public boolean awaitExit() throws InterruptedException {
        return process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
    }

    /** Kills it without waiting. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
