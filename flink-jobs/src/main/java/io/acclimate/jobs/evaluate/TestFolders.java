// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.operators.model.ModelSpec;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out what a folder of test data holds. */
final class TestFolders {

    private TestFolders() {}

    /**
     * The test data in {@code folder}.
     *
     * @throws RecordingException if it holds none that this build can read, or none that fit the model
     */
    static TestData open(Path folder, ModelSpec model) {
        if (!Files.isDirectory(folder)) {
            throw new RecordingException(folder + " is not a folder; give --data a folder of test data");
        }
        TestData data = ImageFolder.isOne(folder) ? new ImageFolder(folder) : new SensorFolder(Recipe.of(folder));
        LabelledInputs inputs = data.load(data.domains().get(0), TestData.FULL, 1);
        int found = inputs.input(0).length / Float.BYTES;
        if (found != model.inputSize()) {
            throw new RecordingException("%s has inputs of %d values, but the model takes %s, %d values"
                    .formatted(data.name(), found, model.inputShape(), model.inputSize()));
        }
        if (data.classes() > model.classes().size()) {
            throw new RecordingException("%s has %d classes, but the model knows %d"
                    .formatted(data.name(), data.classes(), model.classes().size()));
        }
        return data;
    }
}
