// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.HostBuffers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * One batch of every stream of a pass, interleaved.
 *
 * @param rows [N * S, input shape...] on the device; row n * S + s is the n-th sample of stream s
 * @param host the same values in host memory, positioned at 0
 * @param streams number of streams S
 * @param samples number of samples N of each stream
 * @param scratch owner of everything that the pass makes
 * @param windows the windows of events that the rows were made of, in the order of the rows; empty for other models, and
 *     where only the rows were kept
 * @param buffers host memory for what else the pass copies to the device
 */
public record PassInput(
        NDArray rows,
        FloatBuffer host,
        int streams,
        int samples,
        NDManager scratch,
        List<byte[]> windows,
        HostBuffers.Lease buffers) {

    /** A batch that was not made of windows of events. */
    public PassInput(NDArray rows, FloatBuffer host, int streams, int samples, NDManager scratch) {
        this(rows, host, streams, samples, scratch, List.of(), HostBuffers.own());
    }

    /** Runs {@code work} for every stream, see {@link Devices#forEach}. */
    void eachStream(IntConsumer work) {
        Devices.forEach(rows.getDevice(), streams, work);
    }

    /**
     * Other rows of the same shape.
     *
     * @param values float32 in native order, a buffer of {@link #buffers}
     */
    NDArray rowsOf(ByteBuffer values) {
        return scratch.create(values, rows.getShape(), DataType.FLOAT32);
    }

    /** A copy of the rows in host memory. */
    float[] hostRows() {
        float[] values = new float[host.remaining()];
        host.duplicate().get(values);
        return values;
    }

    /** Other windows of one stream in place of these, one after the other. */
    PassInput withRows(float[] values) {
        Shape one = rows.getShape().slice(1);
        int count = (int) (values.length / one.size());
        NDArray own = scratch.create(values, new Shape(count).addAll(one));
        return new PassInput(own, FloatBuffer.wrap(values), 1, count, scratch);
    }

    /** Mean over the samples of each stream: [N * S] to [S]. */
    public NDArray meanPerStream(NDArray perRow) {
        return perRow.reshape(samples, streams).mean(new int[] {0});
    }

    /** Rows [N * S, D] as [S, N, D]. */
    public NDArray byStream(NDArray rows) {
        return rows.reshape(samples, streams, rows.getShape().get(1)).swapAxes(0, 1);
    }

    /** One value per row, [N * S], as [N, S]. */
    public NDArray grid(NDArray perRow) {
        return perRow.reshape(samples, streams);
    }

    /** Rows [N * S, D] as [N, S, D]. */
    public NDArray grid(NDArray rows, long size) {
        return rows.reshape(samples, streams, size);
    }

    /**
     * Weighted mean over the samples of each stream, 0 where a stream has no weight.
     *
     * @param perRow [N * S]
     * @param weights [N, S]
     * @param divisors [S], by which the weighted sum is divided; at least 1 is taken
     * @return [S]
     */
    public NDArray weighted(NDArray perRow, NDArray weights, NDArray divisors) {
        NDArray sum = grid(perRow).mul(weights).sum(new int[] {0});
        return sum.div(divisors.maximum(Constants.like(divisors, 1)));
    }
}
