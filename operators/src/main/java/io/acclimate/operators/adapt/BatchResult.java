// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.state.StreamState;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a step did for one stream.
 *
 * @param state what the stream has learned now
 * @param probabilities of the adapted model before the update, [samples][classes]; always finite
 * @param unknown which windows belong to none of the classes, [samples]; none where the method rejects nothing
 * @param sourceProbabilities of the frozen source model, [samples][classes]; always finite
 * @param sourceClasses class that the frozen source model predicts, [samples]
 * @param sourceFeatures that the frozen source model predicts from, [samples][feature size]
 * @param features that the adapted model predicts from, [samples][feature size]; empty if the method does not tell
 * @param statistics mean over the batch of the source view's statistics
 * @param loss loss of the step; NaN for a method without one
 * @param meanEntropy mean entropy of the predictions, nats
 * @param parameterDistance distance of the adapted parameters from the source's, over the norm of the source's
 * @param skipped why the update was not taken; empty if it was, or if the method makes none
 */
public record BatchResult(
        StreamState state,
        float[][] probabilities,
        boolean[] unknown,
        float[][] sourceProbabilities,
        int[] sourceClasses,
        float[][] sourceFeatures,
        float[][] features,
        double[] statistics,
        double loss,
        double meanEntropy,
        double parameterDistance,
        Optional<String> skipped) {

    /** The result of a method that rejects nothing. */
    public BatchResult(
            StreamState state,
            float[][] probabilities,
            float[][] sourceProbabilities,
            int[] sourceClasses,
            float[][] sourceFeatures,
            float[][] features,
            double[] statistics,
            double loss,
            double meanEntropy,
            double parameterDistance,
            Optional<String> skipped) {
        this(
                state,
                probabilities,
                new boolean[probabilities.length],
                sourceProbabilities,
                sourceClasses,
                sourceFeatures,
                features,
                statistics,
                loss,
                meanEntropy,
                parameterDistance,
                skipped);
    }

    /** Class that the adapted model predicts, [samples]. */
    public int[] adaptedClasses() {
        int[] classes = new int[probabilities.length];
        Arrays.setAll(classes, n -> Predictions.mostProbable(probabilities[n], 0, probabilities[n].length));
        return classes;
    }

    /**
     * What the shift watch is shown of the batch.
     *
     * @param answers probabilities that went out, [samples][classes]
     * @param endMicros event time of the batch's end
     */
    public ShiftWatch.Batch watched(ShiftKnowledge knowledge, float[][] answers, long endMicros) {
        return new ShiftWatch.Batch(
                knowledge.observe(statistics, sourceFeatures, sourceProbabilities, answers),
                sourceProbabilities,
                sourceFeatures,
                endMicros);
    }

    /** The same result with another state. */
    public BatchResult withState(StreamState newState) {
        return new BatchResult(
                newState,
                probabilities,
                unknown,
                sourceProbabilities,
                sourceClasses,
                sourceFeatures,
                features,
                statistics,
                loss,
                meanEntropy,
                parameterDistance,
                skipped);
    }
}
