// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.state.NamedTensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Takes part of an update. */
final class Blend {

    private Blend() {}

    /** {@code old + share * (updated - old)}, number by number; the vectors are those of one method. */
    static List<NamedTensor> of(List<NamedTensor> old, List<NamedTensor> updated, double share) {
        List<NamedTensor> blended = new ArrayList<>(old.size());
        for (int v = 0; v < old.size(); v++) {
            ByteBuffer before = littleEndian(old.get(v).bytes());
            ByteBuffer after = littleEndian(updated.get(v).bytes());
            ByteBuffer mixed = littleEndian(new byte[before.capacity()]);
            while (before.hasRemaining()) {
                float from = before.getFloat();
                mixed.putFloat((float) (from + share * (after.getFloat() - from)));
            }
            blended.add(new NamedTensor(old.get(v).name(), old.get(v).shape(), mixed.array()));
        }
        return List.copyOf(blended);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
