// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.HashMap;
import java.util.Map;

/** The immutable weights of a source model on one device, shared by every stream that a task slot serves. */
public final class SourceWeights implements AutoCloseable {

    private final NDManager manager;
    private final Map<String, HostTensor> host;
    private final Map<String, NDArray> device;
    private final HostBuffers hostBuffers;

    /** Copies {@code tensors} to {@code device}. */
    public SourceWeights(Map<String, HostTensor> tensors, Device device) {
        this.host = Map.copyOf(tensors);
        this.manager = NDManager.newBaseManager(device, "PyTorch");
        this.device = new HashMap<>();
        this.hostBuffers = new HostBuffers(HostMemory.of(device));
        tensors.forEach((name, tensor) -> this.device.put(name, tensorOn(manager, tensor)));
    }

    private SourceWeights(SourceWeights weights, Map<String, HostTensor> more) {
        Map<String, HostTensor> all = new HashMap<>(weights.host);
        all.putAll(more);
        this.host = Map.copyOf(all);
        this.manager = weights.manager;
        this.device = weights.device;
        this.hostBuffers = weights.hostBuffers;
    }

    /**
     * These weights, and in host memory also where parameters start that only streams have.
     *
     * @param more starting values by name
     */
    SourceWeights withStarts(Map<String, HostTensor> more) {
        return new SourceWeights(this, more);
    }

    private static NDArray tensorOn(NDManager manager, HostTensor tensor) {
        return manager.create(tensor.floats(), new Shape(tensor.shape()));
    }

    /** A weight on the device; owned by this object. */
    public NDArray get(String name) {
        NDArray weight = device.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("the model has no tensor named " + name);
        }
        return weight;
    }

    /** All weights in host memory. */
    public Map<String, HostTensor> host() {
        return host;
    }

    /** The manager of the device; make one sub-manager per step. */
    public NDManager manager() {
        return manager;
    }

    /** Where a pass puts together what it copies to the device. */
    public HostBuffers hostBuffers() {
        return hostBuffers;
    }

    @Override
    public void close() {
        manager.close();
        hostBuffers.close();
    }
}
