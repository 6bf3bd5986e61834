// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Latencies of one run.
 *
 * @param millis of every window from its record's timestamp to the consumer, ascending
 * @param untilPredicted of every window from its record's timestamp until the job had predicted it, ascending
 * @param windowsPerSecond that came out
 * @param updates adaptation batches that were learned from meanwhile
 */
record Latencies(long[] millis, long[] untilPredicted, double windowsPerSecond, long updates) {

    private static final double[] SHARES = {0.5, 0.9, 0.99, 0.999};

    static Latencies of(long[] millis, long[] untilPredicted, double windowsPerSecond, long updates) {
        return new Latencies(sorted(millis), sorted(untilPredicted), windowsPerSecond, updates);
    }

    private static long[] sorted(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The smallest of the ascending values that is not exceeded by this share of them. */
    static long quantile(long[] ascending, double share) {
        return ascending[(int) Math.min(ascending.length - 1, Math.ceil(share * ascending.length) - 1)];
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("windows", millis.length);
        fields.put("windowsPerSecond", windowsPerSecond);
        fields.put("updates", updates);
        for (double share : SHARES) {
            fields.put("p%smillis".formatted(percent(share)), quantile(millis, share));
        }
        fields.put("largestMillis", millis[millis.length - 1]);
        for (double share : SHARES) {
            fields.put("untilPredictedP%smillis".formatted(percent(share)), quantile(untilPredicted, share));
        }
        return fields;
    }

    private static String percent(double share) {
        return Double.toString(100 * share).replace(".0", "");
    }
}
