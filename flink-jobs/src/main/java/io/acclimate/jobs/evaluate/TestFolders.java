// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.training.EventRecipe;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.jobs.training.Recipes;
import io.acclimate.jobs.training.TrainingRecipe;
import io.acclimate.operators.model.ModelSpec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds out what a folder of test data holds. */
final class TestFolders {

    private TestFolders() {}

    /**
     * The test data in {@code folder}.
     *
     * @param options of the job; those that filter the events of cameras count
     * @throws RecordingException if it holds none that this build can read, or none that fit the model
     * @throws io.acclimate.jobs.config.ConfigurationException if an option is wrong
     */
    static TestData open(Path folder, Recipes recipes, ModelSpec model, Map<String, String> options) {
        if (!Files.isDirectory(folder)) {
            throw new RecordingException(folder + " is not a folder; give --data a folder of test data");
        }
        TestData data =
                ImageFolder.isOne(folder) ? new ImageFolder(folder) : recordings(recipes.of(folder), model, options);
        if (model.events() == null) {
            checkSize(data, model);
        }
        if (data.classes() > model.classes().size()) {
            throw new RecordingException("%s has %d classes, but the model knows %d"
                    .formatted(data.name(), data.classes(), model.classes().size()));
        }
        return data;
    }

    private static TestData recordings(TrainingRecipe recipe, ModelSpec model, Map<String, String> options) {
        if (recipe instanceof EventRecipe cameras) {
            return new EventFolder(cameras.source(), model, options);
        }
        if (model.events() != null) {
            throw new RecordingException(
                    "%s is of sensors, but the model reads events of cameras".formatted(recipe.name()));
        }
        return new SensorFolder((Recipe) recipe);
    }

    private static void checkSize(TestData data, ModelSpec model) {
        LabelledInputs inputs = data.load(data.domains().get(0), TestData.FULL, 1);
        int found = inputs.input(0).length / Float.BYTES;
        if (found != model.inputSize()) {
            throw new RecordingException("%s has inputs of %d values, but the model takes %s, %d values"
                    .formatted(data.name(), found, model.inputShape(), model.inputSize()));
        }
    }
}
