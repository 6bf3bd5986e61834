// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.ParameterSpec;

/**
 * Settings of {@link RobustMeanTeacher}; the defaults of {@code AdaptationSettings} are the paper's.
 *
 * @param scope parameters that a stream trains. With {@link ParameterSpec.Scope#NORM} the projection head is a fixed
 *     random one that all streams share, so that a stream's state stays small; with {@link ParameterSpec.Scope#FULL} it
 *     is trained, as in the paper
 * @param optimizer gradient step
 * @param normalization statistics of normalization layers; the paper's are those of the batch
 * @param teacherMomentum weight of the old teacher, 0..1; paper: .999
 * @param selfTrainingWeight weight of the symmetric cross-entropy; paper: 1
 * @param contrastiveWeight weight of the contrastive loss; paper: 1
 * @param sourceWeight weight of the cross-entropy on replayed source data; 0 is source-free
 * @param temperature of the contrastive loss; paper: .1
 * @param projectionSize of the head; paper: 128
 */
public record RmtSettings(
        ParameterSpec.Scope scope,
        Optimizer optimizer,
        NormalizationPolicy normalization,
        double teacherMomentum,
        double selfTrainingWeight,
        double contrastiveWeight,
        double sourceWeight,
        double temperature,
        int projectionSize) {

    /** Temperature of the paper. */
    public static final double TEMPERATURE = 0.1;

    /** Whether the projection head is part of what a stream trains. */
    public boolean trainsHead() {
        return scope == ParameterSpec.Scope.FULL;
    }
}
