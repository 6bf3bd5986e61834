// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.function.IntFunction;

/**
 * Inputs that lie in memory.
 *
 * @param labels class of every row
 * @param rows gives a row as little-endian float32
 */
record StoredInputs(int[] labels, IntFunction<byte[]> rows) implements LabelledInputs {

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int row) {
        return labels[row];
    }

    @Override
    public byte[] input(int row) {
        return rows.apply(row);
    }
}
