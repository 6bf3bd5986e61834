// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LowRank;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamState;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;

/**
 * How far what streams have learned lies from their source model: the distance of the adapted parameters from the source's,
 * over the norm of the source's. A projection head that lies behind them does not count.
 */
public final class SourceDistance {

    private final ModelPackage model;
    private final Network network;

    /** Distances from this model; needs no native library. */
    public SourceDistance(ModelPackage model) {
        this.model = model;
        this.network = Networks.of(model.spec());
    }

    /**
     * The distance.
     *
     * @return nothing if the method adapts no parameters
     * @throws IllegalArgumentException if the stream was adapted from another model
     */
    public OptionalDouble of(StreamState state) {
        if (!state.modelId().equals(model.id())) {
            throw new IllegalArgumentException("the streams were adapted from model %s, but --model has the id %s"
                    .formatted(state.modelId(), model.id()));
        }
        for (NamedTensor vector : state.vectors()) {
            if (vector.name().equals(AdaptationMethod.STUDENT)) {
                return OptionalDouble.of(distance(state, vector.bytes()).of(vector.bytes()));
            }
        }
        return OptionalDouble.empty();
    }

    private ParameterDistance distance(StreamState state, byte[] student) {
        for (NamedTensor vector : state.vectors()) {
            if (vector.name().equals(AdaptationEngine.RANK)) {
                int rank = (int) ByteBuffer.wrap(vector.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat();
                return new LowRankDistance(new LowRank(rank), network, model.weights());
            }
        }
        // Any vector is at least as long as the parameters of its scope; the longest that fits is meant.
        float[] full = network.layout(ParameterSpec.Scope.FULL).flatten(model.weights());
        boolean fits = full.length * Float.BYTES <= student.length;
        return ParameterDistance.from(
                fits ? full : network.layout(ParameterSpec.Scope.NORM).flatten(model.weights()));
    }
}
