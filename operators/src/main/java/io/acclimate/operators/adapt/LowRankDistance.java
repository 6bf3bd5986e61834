// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LowRank;
import io.acclimate.operators.model.Network;

import java.util.List;
import java.util.Map;

/**
 * Distance of streams that adapt by low-rank adapters: the norm of the changes B A of all adapted weights over the norm of
 * those weights. It is the distance that the scope {@code full} would have with the same weights. What lies behind the
 * adapters in a vector does not count.
 */
final class LowRankDistance implements ParameterDistance {

    private final List<LowRank.Layer> layers;
    private final double[] squaredWeights;

    /** Distances for adapters of {@code network} from its weights. */
    LowRankDistance(LowRank adapters, Network network, Map<String, HostTensor> weights) {
        layers = adapters.layers(network);
        squaredWeights = layers.stream()
                .mapToDouble(layer -> squared(weights.get(layer.weight().name())))
                .toArray();
    }

    private static double squared(HostTensor tensor) {
        double sum = 0;
        for (float value : tensor.floats()) {
            sum += (double) value * value;
        }
        return sum;
    }

    @Override
    public double of(float[] student) {
        double squared = 0;
        double norm = 0;
        int at = 0;
        for (int i = 0; i < layers.size() && at < student.length; i++) {
            int rank = (int) layers.get(i).down().shape()[0];
            int downs = (int) HostTensor.elements(layers.get(i).down().shape());
            int ups = (int) HostTensor.elements(layers.get(i).up().shape());
            squared += squaredProduct(student, at, downs, ups, rank);
            norm += squaredWeights[i];
            at += downs + ups;
        }
        return Math.sqrt(Math.max(0, squared) / norm);
    }

    /** |B A|^2 as the sum over the elements of (A A') and (B' B), which costs no product of the size of the weight. */
    private static double squaredProduct(float[] values, int at, int downs, int ups, int rank) {
        double sum = 0;
        int inputs = downs / rank;
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < rank; j++) {
                double rows = 0;
                for (int k = 0; k < inputs; k++) {
                    rows += (double) values[at + i * inputs + k] * values[at + j * inputs + k];
                }
                double columns = 0;
                for (int k = at + downs; k < at + downs + ups; k += rank) {
                    columns += (double) values[k + i] * values[k + j];
                }
                sum += rows * columns;
            }
        }
        return sum;
    }
}
