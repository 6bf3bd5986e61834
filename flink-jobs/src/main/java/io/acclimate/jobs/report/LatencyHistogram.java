// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

/**
 * Counts latencies in {@value #SIZE} buckets whose width grows with the value: exact below 128 ms, within 1/64 of the value
 * above. The layout is that of HdrHistogram with 7 bits of sub-buckets.
 */
final class LatencyHistogram {

    private static final int EXACT_BITS = 7;
    private static final int HALF = 1 << (EXACT_BITS - 1);
    private static final int SIZE = HALF * (Long.SIZE - EXACT_BITS + 1);

    private final long[] counts = new long[SIZE];
    private long count;
    private long max;

    /** Counts one latency; negative ones stand for unknown and are left out. */
    void add(long millis) {
        if (millis >= 0) {
            counts[bucket(millis)]++;
            count++;
            max = Math.max(max, millis);
        }
    }

    LatencySummary summary() {
        return new LatencySummary(count, percentile(50), percentile(95), percentile(99), count == 0 ? -1 : max);
    }

    /** Largest value of the bucket that holds the p-th percentile (nearest rank), -1 without any. */
    private long percentile(int p) {
        long rank = Math.floorDiv(count * p + 99, 100);
        long seen = 0;
        for (int i = 0; i < SIZE && count > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, largest(i));
            }
        }
        return -1;
    }

    private static int bucket(long value) {
        int shift = shift(value);
        return shift * HALF + (int) (value >>> shift);
    }

    private static int shift(long value) {
        return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - EXACT_BITS);
    }

    private static long largest(int bucket) {
        int shift = Math.max(0, bucket / HALF - 1);
        return (((long) bucket - (long) shift * HALF + 1) << shift) - 1;
    }
}
