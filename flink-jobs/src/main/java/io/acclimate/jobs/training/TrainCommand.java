// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.train.TrainSettings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** {@code acclimate train}: makes a model package from labelled recordings. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a source model on labelled recordings and writes its model package.")
public final class TrainCommand implements Callable<Integer> {

    private static final int FLEET_MACHINES = 18;
    private static final int FLEET_MINUTES = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of recordings (HAPT, gas drift, N-MNIST or DVS128 objects); without it, the generated"
                    + " fleet.")
    private Path data;

    @Mixin
    private Recipes recipes;

    @Mixin
    private SeenEvents seen;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to write the model package.")
    private Path out;

    @Option(
            names = "--norm",
            paramLabel = "KIND",
            defaultValue = "batch",
            description =
                    "Normalization layers of the model: batch, whose statistics a stream can adapt; group or layer,"
                            + " which normalize every window by itself, for single windows and streams of one class for long"
                            + " (default: ${DEFAULT-VALUE}).")
    private String norm;

    @Option(names = "--epochs", description = "Most epochs.")
    private Integer epochs;

    @Option(names = "--patience", description = "Epochs without improvement before training stops.")
    private Integer patience;

    @Option(names = "--batch-size", description = "Windows per step.")
    private Integer batchSize;

    @Option(names = "--learning-rate", description = "Highest step size.")
    private Double learningRate;

    @Option(names = "--seed", description = "Seed of weights and order; the same seed gives the same package.")
    private Long seed;

    @Option(names = "--replay", description = "Labelled windows to keep in the package for replay.")
    private Integer replay;

    @Override
    public Integer call() {
        try (Interrupt interrupt = Interrupt.listen()) {
            TrainingRecipe recipe = seen.of(
                    data == null ? Recipe.fleet(FLEET_MACHINES, Duration.ofMinutes(FLEET_MINUTES)) : recipes.of(data));
            new SourceTraining(recipe.with(settings(recipe.training())), NormKind.named(norm), this::print)
                    .run(out, interrupt::requested);
            return 0;
        } catch (RecordingException | IllegalArgumentException | CancellationException | IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private TrainSettings settings(TrainSettings recommended) {
        return new TrainSettings(
                epochs == null ? recommended.epochs() : epochs,
                patience == null ? recommended.patience() : patience,
                batchSize == null ? recommended.batchSize() : batchSize,
                learningRate == null ? recommended.learningRate() : learningRate,
                seed == null ? recommended.seed() : seed,
                replay == null ? recommended.replaySamples() : replay);
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
