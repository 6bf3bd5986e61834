// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which channels of a batch lie furthest from the source's level.
 *
 * @param mean of each channel in the source data, [channels]
 * @param variance likewise
 */
public record ChannelMoves(double[] mean, double[] variance) {

    private static final int NAMED = 5;

    /**
     * The level of the channels that are furthest off.
     *
     * @param inputs windows as little-endian float32, [channels, positions] each
     * @return by name, standard deviations of the source; finite, at most 5
     */
    public Map<String, Double> of(List<byte[]> inputs) {
        double[] sums = new double[mean.length];
        int positions = inputs.get(0).length / Float.BYTES / mean.length;
        for (byte[] input : inputs) {
            ByteBuffer values = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
            for (int c = 0; c < mean.length; c++) {
                for (int i = 0; i < positions; i++) {
                    sums[c] += values.getFloat();
                }
            }
        }
        Map<String, Double> moved = new TreeMap<>();
        for (int c = 0; c < mean.length; c++) {
            double off = sums[c] / inputs.size() / positions - mean[c];
            double score = off / Math.sqrt(variance[c] + 1e-12);
            moved.put("channel-" + c, Double.isFinite(score) ? score : Double.MAX_VALUE);
        }
        return furthest(moved);
    }

    /** The values that are furthest from 0. */
    static Map<String, Double> furthest(Map<String, Double> values) {
        Map<String, Double> kept = new LinkedHashMap<>();
        values.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -Math.abs(entry.getValue())))
                .limit(NAMED)
                .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        return kept;
    }
}
