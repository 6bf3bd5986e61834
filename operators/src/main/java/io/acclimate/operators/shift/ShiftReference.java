// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.List;

/**
 * What a batch's statistics look like without a shift. Statistics are positive and skewed, so their logarithm is what is
 * compared; mean and standard deviation of it were measured at several batch sizes on unseen source streams.
 *
 * @param names names of the statistics
 * @param sizes batch sizes, ascending
 * @param means [sizes][statistics]
 * @param deviations [sizes][statistics]
 */
public record ShiftReference(List<String> names, int[] sizes, double[][] means, double[][] deviations) {

    private static final double FLOOR = 1e-6;
    private static final double SMALLEST_DEVIATION = 1e-3;

    /** The scale on which statistics are compared. */
    public static double scaled(double mean) {
        return Math.log(FLOOR + mean);
    }

    /** Standard deviations that a batch's statistic lies above the reference. */
    public double score(int statistic, int batchSize, double mean) {
        int found = Arrays.binarySearch(sizes, batchSize);
        int size = found >= 0 ? found : Math.max(0, -found - 2);
        double deviation = Math.max(SMALLEST_DEVIATION, deviations[size][statistic]);
        return (scaled(mean) - means[size][statistic]) / deviation;
    }
}
