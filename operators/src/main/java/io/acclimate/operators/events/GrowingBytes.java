// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Bytes of one packet. The array grows with the bytes that really come, never by what a length field claims, up to a
 * limit; it is reused for the next packet.
 */
final class GrowingBytes {

    private static final int FIRST_CAPACITY = 4096;

    private final int limit;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    GrowingBytes(int limit) {
        this.limit = limit;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Forgets the first byte. */
    void dropFirst() {
        System.arraycopy(bytes, 1, bytes, 0, --length);
    }

    /** Appends bytes of which the caller knows that they do not pass the limit. */
    void append(byte[] source, int from, int count) {
        makeRoom(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /**
     * Appends all that the stream holds.
     *
     * @throws IOException if that is more than the limit
     */
    void readAll(InputStream in) throws IOException {
        while (true) {
            makeRoom(1);
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return;
            }
            length += read;
            if (length > limit) {
                throw new IOException("more than " + limit + " bytes");
            }
        }
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit + 1, Math.max(length + more, 2 * bytes.length)));
        }
    }
}
