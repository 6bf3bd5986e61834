// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.SourceTraining;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.TrainSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sensor network of all benchmarks: windows of 6 channels x 128 readings at 100 Hz, blocks of 32, 48 and 64 channels
 * unless a benchmark's option says otherwise.
 * It is trained for two epochs on a few generated machines: how well it predicts changes no timing, but its weights and
 * its knowledge of the source data are real.
 */
final class SourceModel {

    /** Channels of its blocks. */
    static final List<Integer> WIDTHS = List.of(32, 48, 64);

    static final String DESCRIPTION = description(WIDTHS);

    private static final long SEED = 1;
    private static final TrainSettings TRAINING = new TrainSettings(2, 2, 64, 2e-3, SEED, 0);
    private static final Duration LENGTH = Duration.ofMinutes(3);
    private static final FleetGenerator MACHINES = new FleetGenerator(SEED, 3, 2, 1, LENGTH, LENGTH);

    private SourceModel() {}

    /** What a report says of a network with blocks of {@code widths} channels. */
    static String description(List<Integer> widths) {
        return "sensor-resnet 6x128, widths %s, trained for 2 epochs on 3 generated machines"
                .formatted(widths.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** Trains and writes the package, in a few seconds. */
    static ModelPackage train(Path directory) throws IOException {
        return train(directory, WIDTHS);
    }

    /** As {@link #train(Path)}, with blocks of {@code widths} channels. */
    static ModelPackage train(Path directory, List<Integer> widths) throws IOException {
        ModelSpec.Window window = new ModelSpec.Window(128, 64, MACHINES.periodMicros());
        Recipe recipe = new Recipe(MACHINES, "sensor-resnet", widths, window, TRAINING);
        return new SourceTraining(recipe, line -> {}).run(directory, () -> false);
    }
}
