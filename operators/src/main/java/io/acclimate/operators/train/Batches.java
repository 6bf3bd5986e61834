// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.train;

import io.acclimate.operators.adapt.PassInput;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Cuts windows into batches. */
final class Batches {

    private final LabelledWindows windows;
    private final long[] inputShape;

    Batches(LabelledWindows windows, long[] inputShape) {
        this.windows = windows;
        this.inputShape = inputShape;
    }

    /** Row numbers of full batches in random order; a rest of less than a batch is left out. */
    List<int[]> shuffled(int batchSize, SplittableRandom random) {
        int[] order = new int[windows.size()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return cut(order, Math.min(batchSize, order.length), false);
    }

    /** Row numbers of batches in order, the last one perhaps shorter. */
    List<int[]> ordered(int batchSize) {
        int[] order = new int[windows.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return cut(order, batchSize, true);
    }

    private static List<int[]> cut(int[] order, int batchSize, boolean rest) {
        List<int[]> batches = new ArrayList<>();
        for (int at = 0; at < order.length; at += batchSize) {
            int size = Math.min(batchSize, order.length - at);
            if (size == batchSize || rest) {
                int[] batch = new int[size];
                System.arraycopy(order, at, batch, 0, size);
                batches.add(batch);
            }
        }
        return batches;
    }

    PassInput input(int[] rows, NDManager scratch) {
        int length = windows.inputs().get(0).length;
        FloatBuffer buffer = ByteBuffer.allocateDirect(rows.length * length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int row : rows) {
            buffer.put(windows.inputs().get(row));
        }
        buffer.flip();
        NDArray values = scratch.create(buffer.duplicate(), new Shape(rows.length).addAll(new Shape(inputShape)));
        return new PassInput(values, buffer, 1, rows.length, scratch);
    }

    long[] labels(int[] rows) {
        long[] labels = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            labels[i] = windows.labels()[rows[i]];
        }
        return labels;
    }
}
