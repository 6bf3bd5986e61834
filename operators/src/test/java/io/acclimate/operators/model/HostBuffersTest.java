// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostBuffersTest {

    private static final int MOST = 1000;

    /** Counts what is taken and given back. */
    private static final class CountedMemory implements HostMemory {
        private final List<ByteBuffer> taken = new ArrayList<>();
        private final List<ByteBuffer> freed = new ArrayList<>();

        @Override
        public ByteBuffer allocate(int bytes) {
            if (bytes > MOST) {
                throw new IllegalStateException("no memory");
            }
            taken.add(DIRECT.allocate(bytes));
            return taken.get(taken.size() - 1);
        }

        @Override
        public void free(ByteBuffer memory) {
            freed.add(memory);
        }
    }

    private final CountedMemory memory = new CountedMemory();
    private final HostBuffers buffers = new HostBuffers(memory);

    private void pass(int... sizes) {
        try (HostBuffers.Lease lease = buffers.lease()) {
            for (int size : sizes) {
                lease.bytes(size);
            }
        }
    }

    @Test
    void passesOfTheSameSizeTakeMemoryOnce() {
        for (int i = 0; i < 10; i++) {
            pass(100, 40);
        }
        assertThat(memory.taken).hasSize(2);
    }

    @Test
    void aLargerPassReplacesWhatIsTooSmallAndASmallerOneDoesNot() {
        pass(100, 40);
        pass(200, 40);
        pass(50);

        assertThat(memory.taken).extracting(ByteBuffer::capacity).containsExactly(100, 40, 200);
        assertThat(memory.freed).extracting(ByteBuffer::capacity).containsExactly(100);
    }

    @Test
    void memoryThatIsRefusedLeavesWhatWasThere() {
        pass(100);
        assertThatThrownBy(() -> pass(MOST + 1)).hasMessage("no memory");
        pass(100);
        buffers.close();

        assertThat(memory.taken).hasSize(1);
        assertThat(memory.freed).hasSize(1);
    }

    @Test
    void aBufferHasTheSizeThatIsAskedForWhateverWasThereBefore() {
        pass(100);
        try (HostBuffers.Lease lease = buffers.lease()) {
            ByteBuffer bytes = lease.bytes(60);
            assertThat(bytes.remaining()).isEqualTo(60);
            assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
        }
    }

    @Test
    void aProcessorHasTheMemoryOfTheJvm() {
        assertThat(HostMemory.of(Device.cpu())).isSameAs(HostMemory.DIRECT);
    }

    @Test
    void passesAtTheSameTimeShareNothing() {
        try (HostBuffers.Lease one = buffers.lease();
                HostBuffers.Lease other = buffers.lease()) {
            ByteBuffer first = one.bytes(4);
            ByteBuffer second = other.bytes(4);
            first.putInt(0, 1);
            second.putInt(0, 2);
            assertThat(first.getInt(0)).isEqualTo(1);
        }
    }

    @Test
    void closingFreesEverythingAlsoWhatAPassStillHolds() {
        pass(10, 20);
        HostBuffers.Lease running = buffers.lease();
        HostBuffers.Lease other = buffers.lease();
        other.bytes(30);
        running.close();
        buffers.close();
        other.close();

        assertThat(memory.freed).hasSameSizeAs(memory.taken);
    }
}
