// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;

/**
 * A model package on a device.
 *
 * @param source the package
 * @param network its network
 * @param weights its weights on the device
 */
public record LoadedModel(ModelPackage source, Network network, SourceWeights weights) implements AutoCloseable {

    /** Puts a package on a device. */
    public static LoadedModel on(Device device, ModelPackage source) {
        return new LoadedModel(source, Networks.of(source.spec()), new SourceWeights(source.weights(), device));
    }

    /**
     * This model with adapters of {@code rank} that start as {@code seed} says. It shares this one's weights and is closed
     * with it.
     */
    public LoadedModel adaptedBy(LowRank rank, long seed) {
        return new LoadedModel(
                source, new LowRankNetwork(network, rank), weights.withStarts(rank.initial(network, seed)));
    }

    @Override
    public void close() {
        weights.close();
    }
}
