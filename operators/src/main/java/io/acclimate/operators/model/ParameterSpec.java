// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.util.function.Predicate;

/**
 * Name, shape and role of one tensor that a network needs.
 *
 * @param name PyTorch name
 * @param shape its shape
 * @param role what it is
 */
public record ParameterSpec(String name, long[] shape, Role role) {

    /** What a tensor does in its network. */
    public enum Role {
        /** Weight or bias of a convolution or linear layer. */
        WEIGHT,
        /** Scale or shift of a normalization layer. */
        NORM_AFFINE,
        /** Running mean or variance of a normalization layer: never trained by gradient. */
        NORM_STATISTIC,
        /** Mean or variance that inputs are standardized with: the source's, for every stream. */
        INPUT_STATISTIC,
        /** Factor of a stream's low-rank change of a weight, see {@link LowRank}; no model package holds one. */
        ADAPTER
    }

    /** Which parameters a stream may adapt by gradient. */
    public enum Scope {
        /** Scale and shift of normalization layers: a few kilobytes per stream. */
        NORM("norm", spec -> spec.role == Role.NORM_AFFINE),
        /** Adapters of convolutions and linear layers, see {@link LowRank}. */
        LOW_RANK("low-rank", spec -> spec.role == Role.ADAPTER),
        /** Every weight and bias. */
        FULL("full", spec -> spec.role == Role.NORM_AFFINE || spec.role == Role.WEIGHT);

        private final String label;
        private final Predicate<ParameterSpec> contains;

        Scope(String label, Predicate<ParameterSpec> contains) {
            this.label = label;
            this.contains = contains;
        }

        /** As options write it. */
        @Override
        public String toString() {
            return label;
        }

        /** Whether the scope contains {@code spec}. */
        public boolean contains(ParameterSpec spec) {
            return contains.test(spec);
        }
    }
}
