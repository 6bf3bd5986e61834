// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import java.util.Arrays;
import java.util.List;

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

    /** Whether two lists hold the same tensors in the same order, to the last bit. */
    public static boolean equal(List<NamedTensor> left, List<NamedTensor> right) {
        boolean equal = left.size() == right.size();
        for (int i = 0; equal && i < left.size(); i++) {
            equal = left.get(i).name.equals(right.get(i).name)
                    && Arrays.equals(left.get(i).shape, right.get(i).shape)
                    && Arrays.equals(left.get(i).bytes, right.get(i).bytes);
        }
        return equal;
    }
}
