// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamState;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far what streams have learned lies from their source model: the distance of the adapted parameters from the source's,
 * over the norm of the source's. A projection head that lies behind them does not count.
 */
public final class SourceDistance {

    private final String modelId;
    private final List<float[]> sources = new ArrayList<>();

    /** Distances from this model; needs no native library. */
    public SourceDistance(ModelPackage model) {
        modelId = model.id();
        Network network = Networks.of(model.spec());
        // Any vector is at least as long as the parameters of its scope; the longest that fits is meant.
        sources.add(network.layout(ParameterSpec.Scope.FULL).flatten(model.weights()));
        sources.add(network.layout(ParameterSpec.Scope.NORM).flatten(model.weights()));
    }

    /**
     * The distance.
     *
     * @return nothing if the method adapts no parameters
     * @throws IllegalArgumentException if the stream was adapted from another model
     */
    public OptionalDouble of(StreamState state) {
        if (!state.modelId().equals(modelId)) {
            throw new IllegalArgumentException("the streams were adapted from model %s, but --model has the id %s"
                    .formatted(state.modelId(), modelId));
        }
        for (NamedTensor vector : state.vectors()) {
            if (vector.name().equals(AdaptationMethod.STUDENT)) {
                return distance(vector.bytes());
            }
        }
        return OptionalDouble.empty();
    }

    private OptionalDouble distance(byte[] student) {
        for (float[] source : sources) {
            if (source.length * Float.BYTES <= student.length) {
                return OptionalDouble.of(distance(student, source));
            }
        }
        return OptionalDouble.empty();
    }

    private static double distance(byte[] student, float[] source) {
        ByteBuffer values = ByteBuffer.wrap(student).order(ByteOrder.LITTLE_ENDIAN);
        double squared = 0;
        double norm = 0;
        for (float value : source) {
            double difference = values.getFloat() - value;
            squared += difference * difference;
            norm += (double) value * value;
        }
        return Math.sqrt(squared / norm);
    }
}
