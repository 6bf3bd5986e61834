// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.training;

import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.train.LabelledWindows;
import io.acclimate.operators.train.TrainSettings;

import java.util.Map;

/** What a training of a source model needs to know. */
public interface TrainingRecipe {

    /** Short name of the recordings. */
    String name();

    /** Windows to train on. */
    LabelledWindows trainingWindows();

    /**
     * Variations of the windows to train on, which the network learns from along with those; none where a recipe makes
     * none.
     *
     * @param seed of what is random in them
     */
    default LabelledWindows variedWindows(long seed) {
        return LabelledWindows.NONE;
    }

    /** Windows of recordings that are not trained on, in order of time. */
    LabelledWindows unseenWindows();

    /** The model to train. */
    ModelSpec model(Map<String, Double> notes);

    /** How to train. */
    TrainSettings training();

    /** This recipe with other training settings. */
    TrainingRecipe with(TrainSettings settings);
}
