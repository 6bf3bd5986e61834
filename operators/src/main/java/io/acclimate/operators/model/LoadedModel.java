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

    @Override
    public void close() {
        weights.close();
    }
}
