// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Host memory that passes fill and copy to the device, kept from pass to pass: new memory would have to be zeroed by the
 * JVM and paged in by the kernel, and page-locked memory is slow to get. As much is kept as the largest pass used.
 */
public final class HostBuffers implements AutoCloseable {

    private final HostMemory memory;
    private final Deque<Lease> idle = new ArrayDeque<>();
    private boolean closed;

    HostBuffers(HostMemory memory) {
        this.memory = memory;
    }

    /** Buffers that nothing shares and nobody needs to give back. */
    public static Lease own() {
        return new HostBuffers(HostMemory.DIRECT).lease();
    }

    /** Buffers for one pass; passes of several threads have leases of their own. */
    public synchronized Lease lease() {
        return idle.isEmpty() ? new Lease() : idle.pop();
    }

    private synchronized void giveBack(Lease lease) {
        if (closed) {
            lease.free();
        } else {
            idle.push(lease);
        }
    }

    /** Frees what no pass holds now; the rest is freed when it is given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Lease::free);
        idle.clear();
    }

    /**
     * The buffers of one pass. Arrays on the processor share their memory, so they must not be used any more when the
     * lease is given back.
     */
    public final class Lease implements AutoCloseable {

        private final List<ByteBuffer> buffers = new ArrayList<>();
        private int next;

        private Lease() {}

        /** The next buffer of the pass: {@code size} bytes from position 0, in native order, with any content. */
        public ByteBuffer bytes(int size) {
            if (next == buffers.size()) {
                buffers.add(memory.allocate(size));
            } else if (buffers.get(next).capacity() < size) {
                // In this order, so that a refusal leaves nothing that has been freed.
                ByteBuffer larger = memory.allocate(size);
                memory.free(buffers.set(next, larger));
            }
            return buffers.get(next++)
                    .duplicate()
                    .order(ByteOrder.nativeOrder())
                    .limit(size);
        }

        private void free() {
            buffers.forEach(memory::free);
            buffers.clear();
        }

        /** Gives the buffers to the next pass. */
        @Override
        public void close() {
            next = 0;
            giveBack(this);
        }
    }
}
