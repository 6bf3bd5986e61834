// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Labelled source samples kept for replay. Every stream goes round them in their order, at a position that follows from
 * its step counter.
 */
public final class SourceReplay {

    private final float[] rows;
    private final long[] labels;
    private final long[] shape;
    private final int rowLength;

    /**
     * One batch for every stream.
     *
     * @param rows interleaved inputs [N * S, input shape...]
     * @param labels [N * S]
     */
    public record Batch(NDArray rows, NDArray labels) {}

    /**
     * Keeps the samples.
     *
     * @param rows inputs one after the other, in an order without pattern
     * @param labels their classes
     * @param shape shape of one input
     */
    public SourceReplay(float[] rows, long[] labels, long[] shape) {
        this.rows = rows.clone();
        this.labels = labels.clone();
        this.shape = shape.clone();
        this.rowLength = rows.length / labels.length;
    }

    /** Number of samples. */
    int size() {
        return labels.length;
    }

    /** Class of every sample. */
    long[] labels() {
        return labels.clone();
    }

    /** The batch that every stream of the pass is due. */
    Batch batch(PassInput input, GroupState state, int earlierSteps) {
        FloatBuffer values = buffer(input.samples() * input.streams());
        long[] classes = new long[input.samples() * input.streams()];
        for (int n = 0; n < input.samples(); n++) {
            for (int s = 0; s < input.streams(); s++) {
                int row = row(state.updates(s) + earlierSteps, input.samples(), n);
                values.put(rows, row * rowLength, rowLength);
                classes[n * input.streams() + s] = labels[row];
            }
        }
        NDManager scratch = input.scratch();
        return new Batch(scratch.create(values.flip(), batchShape(classes.length)), scratch.create(classes));
    }

    /** The batch of one stream at step {@code step}, as input of a pass. */
    PassInput input(long step, int samples, NDManager scratch) {
        FloatBuffer values = buffer(samples);
        for (int n = 0; n < samples; n++) {
            values.put(rows, row(step, samples, n) * rowLength, rowLength);
        }
        values.flip();
        return new PassInput(scratch.create(values.duplicate(), batchShape(samples)), values, 1, samples, scratch);
    }

    private int row(long step, int samples, int n) {
        return (int) ((step * samples + n) % labels.length);
    }

    private FloatBuffer buffer(int samples) {
        return ByteBuffer.allocateDirect(samples * rowLength * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private Shape batchShape(int samples) {
        return new Shape(samples).addAll(new Shape(shape));
    }
}
