// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

/**
 * Settings of training.
 *
 * @param epochs most epochs
 * @param patience epochs without a better validation loss after which training stops
 * @param batchSize windows per step, at least 2
 * @param learningRate highest step size of Adam; it falls to a tenth along a cosine
 * @param seed of weights and order
 * @param replaySamples labelled training windows to keep in the package for replay
 */
public record TrainSettings(
        int epochs, int patience, int batchSize, double learningRate, long seed, int replaySamples) {

    /** Checks every value. */
    public TrainSettings {
        require(epochs >= 1, "--epochs must be at least 1");
        require(patience >= 1, "--patience must be at least 1");
        require(batchSize >= 2, "--batch-size must be at least 2, since batch normalization needs a variance");
        require(learningRate > 0, "--learning-rate must be above 0");
        require(replaySamples >= 0, "--replay must not be negative");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
