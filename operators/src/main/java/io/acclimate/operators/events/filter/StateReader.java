// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads what {@link StateWriter} wrote; damage is an {@link IllegalArgumentException} with a sentence. */
final class StateReader {

    private final ByteBuffer bytes;

    StateReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int getByte() {
        return require(1).get();
    }

    int getInt() {
        return require(Integer.BYTES).getInt();
    }

    long getLong() {
        return require(Long.BYTES).getLong();
    }

    byte[] getBytes() {
        int length = getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw damaged();
        }
        byte[] values = new byte[length];
        bytes.get(values);
        return values;
    }

    /** As {@link StateWriter#putSparse}; a value that is not within the bounds is damage. */
    void getSparse(int[] values, int none, int least, int greatest) {
        Arrays.fill(values, none);
        int count = getInt();
        if (count < 0 || count > values.length) {
            throw damaged();
        }
        for (int i = 0; i < count; i++) {
            int index = getInt();
            if (index < 0 || index >= values.length) {
                throw damaged();
            }
            values[index] = getInt();
            if (values[index] < least || values[index] > greatest) {
                throw damaged();
            }
        }
    }

    /** Checks that nothing is left. */
    void end() {
        if (bytes.hasRemaining()) {
            throw damaged();
        }
    }

    private ByteBuffer require(int count) {
        if (bytes.remaining() < count) {
            throw damaged();
        }
        return bytes;
    }

    static IllegalArgumentException damaged() {
        return new IllegalArgumentException("a filter's state is damaged; start the filter afresh");
    }
}
