// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/**
 * What is said of a window before its batch is full.
 *
 * @param probabilities of the adapted model, [classes]; always finite
 * @param sourceProbabilities of the frozen source model, [classes]; always finite
 * @param sourceFeatures that the frozen source model predicts from, [feature size]
 */
public record WindowPrediction(float[] probabilities, float[] sourceProbabilities, float[] sourceFeatures) {}
