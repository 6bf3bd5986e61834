// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/**
 * Latencies from the arrival of a window's last record until its prediction, milliseconds; never below the true
 * percentile and at most 1/64 above it.
 *
 * @param count windows whose latency is known
 * @param p50Millis median; -1 if none is known, as below
 * @param p95Millis 95th percentile
 * @param p99Millis 99th percentile
 * @param maxMillis largest, exact
 */
public record LatencySummary(long count, long p50Millis, long p95Millis, long p99Millis, long maxMillis) {}
