// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

/**
 * Progress of training.
 *
 * @param epoch number of the finished epoch, from 1
 * @param trainingLoss mean cross-entropy of its steps
 * @param validationLoss mean cross-entropy on the validation windows
 * @param validationAccuracy share of them that is right, 0..1
 * @param best whether it is the best epoch so far
 */
public record EpochReport(
        int epoch, double trainingLoss, double validationLoss, double validationAccuracy, boolean best) {}
