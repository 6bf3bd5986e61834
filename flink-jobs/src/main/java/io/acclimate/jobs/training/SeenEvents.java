// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import picocli.CommandLine.Option;

import java.util.List;

/** What a model is to see of events; the option of commands that train one. */
public final class SeenEvents {

    @Option(
            names = "--representations",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Of event cameras: what the model sees of a window of events, one or more of docs/events.md; with"
                            + " two or more it has a network for each, as adapt.method event-dance needs (default:"
                            + " log-histogram).")
    private List<String> representations = List.of();

    /**
     * The recipe with the representations that the option names, if it names any.
     *
     * @throws IllegalArgumentException if the recipe is not of event cameras, or a representation is unknown
     */
    public TrainingRecipe of(TrainingRecipe recipe) {
        if (representations.isEmpty()) {
            return recipe;
        }
        if (recipe instanceof EventRecipe cameras) {
            return cameras.seeing(representations);
        }
        throw new IllegalArgumentException(
                "--representations are of event cameras, but %s are readings of sensors; leave the option out"
                        .formatted(recipe.name()));
    }
}
