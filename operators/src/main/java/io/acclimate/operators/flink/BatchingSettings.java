// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.io.Serializable;

/**
 * How windows become adaptation batches, and batches become passes.
 *
 * @param batchSize windows that close a batch
 * @param maxLatencyMicros a batch is closed by a window that ends this much later than the batch's first one, on the
 *     stream's own clock
 * @param idleTimeoutMillis processing time after which the batch of a stream that fell silent is closed
 * @param streamsPerPass most streams that one pass adapts; 1 makes every stream's results independent of the others' to
 *     the last bit
 * @param passWaitMillis processing time that a closed batch waits at most for others to share its pass
 * @param predictAtOnce whether windows are predicted as they come, and learned from behind
 * @param predictionWaitMillis processing time that a window waits at most for others to share its prediction's pass
 * @param cacheBytes bytes of stream state that are kept in memory, and as many of windows that wait for their batch
 */
public record BatchingSettings(
        int batchSize,
        long maxLatencyMicros,
        long idleTimeoutMillis,
        int streamsPerPass,
        long passWaitMillis,
        boolean predictAtOnce,
        long predictionWaitMillis,
        long cacheBytes)
        implements Serializable {}
