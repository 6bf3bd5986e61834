// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import io.acclimate.jobs.embedded.Interrupt;

import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** {@code acclimate torture}: kills the job's processes at random and shows that nothing was lost, doubled or changed. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the job on processes of their own, a Kafka broker, a JobManager and TaskManagers, and kills them (as "
                    + "kill -9) at random times: mostly a TaskManager, sometimes the JobManager or the broker.",
            "Compares what is committed in the end with an undisturbed run over the same input. Exit code 0: equal."
        })
public final class TortureCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "20",
            description = "Kills (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Parallelism of the job, each slot a process of its own (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides what is killed and when, and the input (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--machines",
            paramLabel = "N",
            defaultValue = "6",
            description = "Streams of the generated fleet (default: ${DEFAULT-VALUE}).")
    private int machines;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How long the input between two kills is played, apart from recoveries (default: "
                    + "${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model package to use instead of training a small one.")
    private Path model;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "runs/torture",
            description = "Where the processes' data, checkpoints and logs go; emptied first (default: "
                    + "${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there, too.")
    private Path json;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option of docs/options.md.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        TortureSettings settings = new TortureSettings(
                kills, parallelism, seed, machines, seconds, directory, Optional.ofNullable(model), overrides);
        try (Interrupt interrupt = Interrupt.listen()) {
            TortureReport report = new TortureRun(settings, this::print, interrupt).run();
            print("\n" + report.text());
            if (json != null) {
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report.json());
            }
            return report.isEqual() ? 0 : 1;
        } catch (CancellationException e) {
            print(e.getMessage());
            return 1;
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
