// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where host memory that is copied to a device comes from. */
interface HostMemory {

    /** The JVM's. */
    HostMemory DIRECT = new HostMemory() {
        @Override
        public ByteBuffer allocate(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }

        @Override
        public void free(ByteBuffer memory) {
            // The garbage collector does.
        }
    };

    /** Page-locked memory where {@code device} is a GPU and CUDA's runtime can be reached, else the JVM's. */
    static HostMemory of(Device device) {
        return device.isGpu() ? PinnedMemory.of(device.getDeviceId()).orElse(DIRECT) : DIRECT;
    }

    /** Direct memory of that many bytes in native order, with any content. */
    ByteBuffer allocate(int bytes);

    /** Gives memory of {@link #allocate} back; nothing may use it any more. */
    void free(ByteBuffer memory);
}
