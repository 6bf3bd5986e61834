// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

/**
 * A float32 tensor as state keeps it.
 *
 * @param name what it is
 * @param shape its dimensions
 * @param bytes its elements, little-endian, row-major; must not be changed
 */
public record NamedTensor(String name, int[] shape, byte[] bytes) {

    /** Checks that the bytes fill the shape. */
    public NamedTensor {
        long elements = 1;
        for (int dimension : shape) {
            elements *= dimension;
        }
        if (elements * Float.BYTES != bytes.length) {
            throw new IllegalArgumentException(
                    "tensor %s needs %d bytes, not %d".formatted(name, elements * Float.BYTES, bytes.length));
        }
    }
}
