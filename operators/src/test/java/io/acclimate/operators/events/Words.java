// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds the bytes of a small recording. */
final class Words {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static Words of(String header) {
        return new Words().text(header);
    }

    Words text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Words u8(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    Words u16(int... values) {
        for (int value : values) {
            u8(value, value >> 8);
        }
        return this;
    }

    Words u32(long... values) {
        for (long value : values) {
            u16((int) value, (int) (value >> 16));
        }
        return this;
    }

    Words u64(long... values) {
        for (long value : values) {
            u32(value, value >> 32);
        }
        return this;
    }

    Words bigEndian32(long... values) {
        for (long value : values) {
            u32(Integer.reverseBytes((int) value));
        }
        return this;
    }

    int length() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
