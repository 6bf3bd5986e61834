// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;
import io.acclimate.operators.model.Subset;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the normalization layers of an adapting model take their statistics from, and what a stream keeps for it. */
public interface NormalizationPolicy {

    /** Normalization of one model in one step. */
    interface Pass {

        /** For the batch as it came. */
        Normalization first();

        /** For further passes of the same step, such as over an augmented batch. */
        Normalization again();

        /** As {@link #again()}, over those rows only. */
        default Normalization again(Subset rows) {
            return again().on(rows);
        }

        /** Statistics that lie over the source's, if the stream keeps any. */
        Optional<Overlay> overlay();

        /** The parameters of the pass: {@code adapted} and these statistics over the source weights. */
        default ParameterView view(SourceWeights weights, PassInput input, Overlay... adapted) {
            Overlay[] overlays =
                    Stream.concat(Stream.of(adapted), overlay().stream()).toArray(Overlay[]::new);
            return new ParameterView(weights, input.scratch(), input.streams(), overlays);
        }

        /** Puts what the pass learned into the state. */
        void finish();
    }

    /** What a stream keeps for the model called {@code model}. */
    List<StateVector> state(String model);

    /** Begins a step of the model called {@code model}. */
    Pass begin(String model, PassInput input, GroupState state);

    /** A policy without state: the same normalization in every pass. */
    static NormalizationPolicy stateless(Normalization normalization) {
        return new NormalizationPolicy() {
            @Override
            public List<StateVector> state(String model) {
                return List.of();
            }

            @Override
            public Pass begin(String model, PassInput input, GroupState state) {
                return new Pass() {
                    @Override
                    public Normalization first() {
                        return normalization;
                    }

                    @Override
                    public Normalization again() {
                        return normalization;
                    }

                    @Override
                    public Optional<Overlay> overlay() {
                        return Optional.empty();
                    }

                    @Override
                    public void finish() {}
                };
            }
        };
    }
}
