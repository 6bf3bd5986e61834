// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.ParameterSpec;

import java.io.Serializable;

/**
 * Settings of the adaptation engine, for every method; what a method does not use it ignores.
 *
 * @param method name of the method, one of {@link AdaptationMethods#NAMES}
 * @param scope parameters that gradient methods train
 * @param rank of the adapters that the scope {@code low-rank} trains, at least 1
 * @param statistics where adapting models take normalization statistics from
 * @param statisticsMomentum weight of the test batch in mixed and moving statistics, 0..1
 * @param optimizer gradient step
 * @param learningRate its step size
 * @param momentum of stochastic gradient descent
 * @param teacherMomentum weight of the old teacher, 0..1
 * @param contrastiveWeight weight of RMT's contrastive loss
 * @param sourceWeight weight of RMT's replay loss; above 0 the package must hold replay data
 * @param warmUpSamples source samples of RMT's warm-up; above 0 the package must hold replay data
 * @param projectionSize of RMT's projection head
 * @param batchSize windows per adaptation batch
 * @param seed of everything random
 * @param tuning what single methods let a user choose
 * @param wrappers what is combined with the method
 */
public record AdaptationSettings(
        String method,
        ParameterSpec.Scope scope,
        int rank,
        Statistics statistics,
        double statisticsMomentum,
        OptimizerKind optimizer,
        double learningRate,
        double momentum,
        double teacherMomentum,
        double contrastiveWeight,
        double sourceWeight,
        int warmUpSamples,
        int projectionSize,
        int batchSize,
        long seed,
        MethodTuning tuning,
        AdaptationWrappers wrappers)
        implements Serializable {

    /** Rank of adapters unless a user chooses. */
    public static final int RANK = 4;

    /** Settings with the papers' values of what single methods let a user choose, and nothing combined with the method. */
    public AdaptationSettings(
            String method,
            ParameterSpec.Scope scope,
            Statistics statistics,
            double statisticsMomentum,
            OptimizerKind optimizer,
            double learningRate,
            double momentum,
            double teacherMomentum,
            double contrastiveWeight,
            double sourceWeight,
            int warmUpSamples,
            int projectionSize,
            int batchSize,
            long seed) {
        this(
                method,
                scope,
                RANK,
                statistics,
                statisticsMomentum,
                optimizer,
                learningRate,
                momentum,
                teacherMomentum,
                contrastiveWeight,
                sourceWeight,
                warmUpSamples,
                projectionSize,
                batchSize,
                seed,
                MethodTuning.PAPER,
                AdaptationWrappers.NONE);
    }

    /** The same settings, combined with other wrappers. */
    public AdaptationSettings with(AdaptationWrappers others) {
        return new AdaptationSettings(
                method,
                scope,
                rank,
                statistics,
                statisticsMomentum,
                optimizer,
                learningRate,
                momentum,
                teacherMomentum,
                contrastiveWeight,
                sourceWeight,
                warmUpSamples,
                projectionSize,
                batchSize,
                seed,
                tuning,
                others);
    }

    /** The same settings with adapters of {@code other} rank, for the scope {@code low-rank}. */
    AdaptationSettings lowRank(int other) {
        return new AdaptationSettings(
                method,
                ParameterSpec.Scope.LOW_RANK,
                other,
                statistics,
                statisticsMomentum,
                optimizer,
                learningRate,
                momentum,
                teacherMomentum,
                contrastiveWeight,
                sourceWeight,
                warmUpSamples,
                projectionSize,
                batchSize,
                seed,
                tuning,
                wrappers);
    }

    /** The same settings with other tuning. */
    AdaptationSettings with(MethodTuning other) {
        return new AdaptationSettings(
                method,
                scope,
                rank,
                statistics,
                statisticsMomentum,
                optimizer,
                learningRate,
                momentum,
                teacherMomentum,
                contrastiveWeight,
                sourceWeight,
                warmUpSamples,
                projectionSize,
                batchSize,
                seed,
                other,
                wrappers);
    }

    /** Where adapting models take normalization statistics from. */
    public enum Statistics {
        /** The batch itself, as in the papers of TENT and RMT. */
        BATCH,
        /** A fixed mix of source and batch (alpha-BN). */
        MIXED,
        /** A moving average that starts at the source. */
        MOVING,
        /** The source's. */
        SOURCE
    }

    /** Update rules. */
    public enum OptimizerKind {
        /** Adam. */
        ADAM,
        /** Stochastic gradient descent with Nesterov momentum. */
        SGD
    }
}
