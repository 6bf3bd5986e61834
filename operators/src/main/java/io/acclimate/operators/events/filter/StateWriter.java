// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Collects the little-endian values of a filter's state. */
final class StateWriter {

    private ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    void putByte(int value) {
        room(1).put((byte) value);
    }

    void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void putBytes(byte[] values) {
        putInt(values.length);
        room(values.length).put(values);
    }

    /** Writes the entries that are not {@code none}: their number, then index and value of each. */
    void putSparse(int[] values, int none) {
        int count = 0;
        for (int value : values) {
            count += value == none ? 0 : 1;
        }
        putInt(count);
        room(2 * Integer.BYTES * count);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != none) {
                putInt(i);
                putInt(values[i]);
            }
        }
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            int capacity = Math.max(Math.addExact(bytes.position(), more), 2 * bytes.capacity());
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), capacity))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(bytes.position());
        }
        return bytes;
    }
}
