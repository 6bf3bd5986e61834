// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.io.Serializable;

/**
 * What single methods let a user choose, because the papers choose differently by data set. All else is the paper's.
 *
 * @param redundancy EATA, ETA, RDumb: largest cosine to the mean prediction, 0..1
 * @param fisherWeight EATA: weight of the Fisher penalty
 * @param resetBelow SAR: average loss in nats below which a stream goes back to the source
 * @param restoreProbability CoTTA: share of the scalars that go back to the source in each step, 0..1
 * @param confidence CoTTA: mean confidence of the source below which the teacher sees augmented copies, 0..1
 * @param views CoTTA, MEMO: augmented copies
 * @param memory RoTTA, PeTTA, NOTE: windows in memory
 * @param supports T3A: examples kept per class
 */
public record MethodTuning(
        double redundancy,
        double fisherWeight,
        double resetBelow,
        double restoreProbability,
        double confidence,
        int views,
        int memory,
        int supports)
        implements Serializable {

    /** The papers' values for CIFAR10-C. */
    public static final MethodTuning PAPER = new MethodTuning(0.4, 1, 0.2, 0.01, 0.92, 32, 64, 20);
}
