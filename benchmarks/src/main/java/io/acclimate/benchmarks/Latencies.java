// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Latencies of one run.
 *
 * @param millis of every window, ascending
 * @param windowsPerSecond that came out
 * @param updates adaptation batches that were learned from meanwhile
 */
record Latencies(long[] millis, double windowsPerSecond, long updates) {

    private static final double[] SHARES = {0.5, 0.9, 0.99, 0.999};

    static Latencies of(long[] millis, double windowsPerSecond, long updates) {
        long[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted, windowsPerSecond, updates);
    }

    /** The smallest latency that is not exceeded by this share of the windows. */
    long quantile(double share) {
        return millis[(int) Math.min(millis.length - 1, Math.ceil(share * millis.length) - 1)];
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("windows", millis.length);
        fields.put("windowsPerSecond", windowsPerSecond);
        fields.put("updates", updates);
        for (double share : SHARES) {
            fields.put("p%smillis".formatted(Double.toString(100 * share).replace(".0", "")), quantile(share));
        }
        fields.put("largestMillis", millis[millis.length - 1]);
        return fields;
    }
}
