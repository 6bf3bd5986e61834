// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Optional;

/**
 * Whether a stream that has come into a state which it does not know does better to start again from the source: if the adapted model's
 * features of the batch lie further from the prototypes of the classes that it predicts from them than the source model's do from theirs.
 */
public final class FreshStart {

    private final PrototypeFit fit;
    private final List<NamedTensor> initialVectors;

    /** For streams of {@code model} that start with these vectors. */
    public FreshStart(ModelPackage model, List<NamedTensor> initialVectors) {
        this.fit = new PrototypeFit(model.knowledge());
        this.initialVectors = List.copyOf(initialVectors);
    }

    /** The state to go on with after a batch; empty if what the stream has learned fits no worse, or if its method shows no features. */
    public Optional<StreamState> of(StreamState next, BatchResult result) {
        boolean worse = result.features().length > 0
                && fit.misfit(result.features(), result.adaptedClasses())
                        > fit.misfit(result.sourceFeatures(), result.sourceClasses());
        return worse ? Optional.of(next.withVectors(initialVectors, 0)) : Optional.empty();
    }
}
