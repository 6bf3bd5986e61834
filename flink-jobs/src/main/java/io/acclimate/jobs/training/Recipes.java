// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.jobs.data.DvsObjectRecordings.Session;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Finds the recipe for a folder of recordings; the options of commands that take such a folder. */
public final class Recipes {

    @Option(
            names = "--train-on",
            paramLabel = "SESSION",
            defaultValue = "hundred",
            description =
                    "Of DVS128 objects: the session that the model is trained on, hundred or two; the other one is"
                            + " live (default: ${DEFAULT-VALUE}).")
    private Session trained = Session.HUNDRED;

    /** The recipe for a folder of recordings of sensors or event cameras that this build can read. */
    public TrainingRecipe of(Path folder) {
        return EventRecipe.of(folder, trained)
                .map(recipe -> (TrainingRecipe) recipe)
                .orElseGet(() -> Recipe.of(folder));
    }
}
