// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import java.nio.FloatBuffer;

/**
 * One batch of every stream of a pass, interleaved.
 *
 * @param rows [N * S, input shape...] on the device; row n * S + s is the n-th sample of stream s
 * @param host the same values in host memory, positioned at 0
 * @param streams number of streams S
 * @param samples number of samples N of each stream
 * @param scratch owner of everything that the pass makes
 */
public record PassInput(NDArray rows, FloatBuffer host, int streams, int samples, NDManager scratch) {

    /** Mean over the samples of each stream: [N * S] to [S]. */
    public NDArray meanPerStream(NDArray perRow) {
        return perRow.reshape(samples, streams).mean(new int[] {0});
    }

    /** Rows [N * S, D] as [S, N, D]. */
    public NDArray byStream(NDArray rows) {
        return rows.reshape(samples, streams, rows.getShape().get(1)).swapAxes(0, 1);
    }
}
