// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.training.EventRecipe;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.Recipes;
import io.acclimate.jobs.training.SeenEvents;
import io.acclimate.jobs.training.TrainingRecipe;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code acclimate demo}: everything in one process, on generated or recorded streams. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs everything in one process: a Kafka broker, a Flink cluster with RocksDB and web interface, a source model "
                    + "trained on the spot, and a fleet of streams whose sensors drift, break and are re-mounted.",
            "Shows the frozen model's accuracy against the adapted one's while it runs, and writes a report."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int EVENT_SECONDS = 90;

    /** Generated streams. */
    private enum Kind {
        SENSORS,
        EVENTS
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of real recordings (HAPT, gas drift, N-MNIST or DVS128 objects) to play instead of"
                    + " generated streams.")
    private Path data;

    @Mixin
    private Recipes recipes;

    @Mixin
    private SeenEvents seen;

    @Option(
            names = "--stream",
            paramLabel = "KIND",
            defaultValue = "sensors",
            description = "What is generated without --data: sensors of machines, or events of cameras that see moving"
                    + " shapes (default: ${DEFAULT-VALUE}).")
    private Kind stream;

    @Option(
            names = "--machines",
            paramLabel = "N",
            defaultValue = "18",
            description = "Machines of the generated fleet (default: ${DEFAULT-VALUE}).")
    private int machines;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "20",
            description = "Length of each generated stream, in its own time (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "75",
            description = "How long the playing takes; 0 plays as fast as the job goes (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model package to use instead of training one; made by 'acclimate train' on the same data.")
    private Path model;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "Where model, checkpoints and report go; emptied first (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Sets one option of docs/options.md.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--stay",
            description = "Keeps broker and cluster up after the last window, until Ctrl-C, to look around.")
    private boolean stay;

    @Override
    public Integer call() throws Exception {
        if (machines < 1 || minutes < 1 || seconds < 0) {
            throw new IllegalArgumentException("--machines and --minutes must be at least 1, --seconds at least 0");
        }
        TrainingRecipe recipe = seen.of(recipe());
        return new DemoRun(
                        recipe,
                        directory,
                        model,
                        overrides,
                        seconds,
                        stay,
                        spec.commandLine().getOut())
                .run();
    }

    private TrainingRecipe recipe() {
        if (data != null) {
            return recipes.of(data);
        }
        return stream == Kind.EVENTS
                ? EventRecipe.shapes(Duration.ofSeconds(EVENT_SECONDS))
                : Recipe.fleet(machines, Duration.ofMinutes(minutes));
    }
}
