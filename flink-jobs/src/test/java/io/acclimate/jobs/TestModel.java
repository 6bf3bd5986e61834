// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.SourceTraining;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.TrainSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small source model of the generated fleet, trained once per JVM in a directory that goes with it. */
public final class TestModel {

    private static final Recipe RECIPE = new Recipe(
            new FleetGenerator(1, 4, 4, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            "sensor-resnet",
            List.of(16, 32, 32),
            new ModelSpec.Window(128, 64, 10_000),
            new TrainSettings(3, 3, 16, 5e-3, 1, 0));

    private TestModel() {}

    /** Its package. */
    public static Path directory() {
        return Trained.PATH;
    }

    /** The same. */
    public static ModelPackage load() {
        try {
            return ModelPackage.load(directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes another package of the same weights: only its notes, and so its id, differ. */
    public static ModelPackage saveOther(Path directory) throws IOException {
        ModelPackage model = load();
        return ModelPackage.save(directory, RECIPE.model(Map.of("release", 2.0)), model.weights(), model.knowledge());
    }

    private static final class Trained {

        static final Path PATH = train();

        private static Path train() {
            try {
                Path directory = Files.createTempDirectory("test-model");
                directory.toFile().deleteOnExit();
                new SourceTraining(RECIPE, line -> {}).run(directory, () -> false);
                try (Stream<Path> files = Files.list(directory)) {
                    files.forEach(file -> file.toFile().deleteOnExit());
                }
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
