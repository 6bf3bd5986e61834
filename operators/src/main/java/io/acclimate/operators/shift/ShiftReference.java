// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.List;

/**
 * What a batch's statistics look like without a shift. Statistics are positive and skewed, so a power of them or their
 * logarithm is what is compared (Box and Cox 1964), unless they are signed; its mean, its deviation within a stream (at several
 * batch sizes) and the deviation of streams' own levels from each other were measured on unseen source streams.
 *
 * @param names names of the statistics
 * @param sizes batch sizes, ascending
 * @param means [sizes][statistics]
 * @param deviations standard deviation of a stream's batches around its own level, [sizes][statistics]
 * @param between standard deviation of streams' own levels, [statistics]; 0 if all streams have the source's level
 * @param powers the power of each statistic that is compared, {@link #LOGARITHM} .. {@link #AS_IS}
 * @param drawn as {@code deviations}, of batches of windows drawn at random from the stream alone
 */
public record ShiftReference(
        List<String> names,
        int[] sizes,
        double[][] means,
        double[][] deviations,
        double[] between,
        double[] powers,
        double[][] drawn) {

    /** The power that stands for the logarithm. */
    public static final double LOGARITHM = 0;

    /** The power of statistics that are compared as they are; they may be negative. */
    public static final double AS_IS = 1;

    /** A reference that knows nothing more of batches drawn at random. */
    public ShiftReference(
            List<String> names,
            int[] sizes,
            double[][] means,
            double[][] deviations,
            double[] between,
            double[] powers) {
        this(names, sizes, means, deviations, between, powers, deviations);
    }

    /** A reference of positive statistics, on the logarithmic scale. */
    public ShiftReference(List<String> names, int[] sizes, double[][] means, double[][] deviations, double[] between) {
        this(names, sizes, means, deviations, between, same(names, LOGARITHM));
    }

    private static final double FLOOR = 1e-6;
    private static final double SMALLEST_DEVIATION = 1e-3;

    /**
     * The same, but streams' own levels differ by at least what the longest blocks of one stream do: the spread between a few
     * streams may come out as 0 by chance, and a level that is taken for known is never learned.
     */
    public ShiftReference withUnknownLevels() {
        double[] floored = between.clone();
        Arrays.setAll(floored, i -> Math.max(between[i], deviations[sizes.length - 1][i]));
        return new ShiftReference(names, sizes, means, deviations, floored, powers, drawn);
    }

    /** The same power for all of these statistics. */
    public static double[] same(List<String> names, double power) {
        double[] powers = new double[names.size()];
        Arrays.fill(powers, power);
        return powers;
    }

    /** The logarithmic scale; finite for 0. */
    public static double scaled(double mean) {
        return Math.log(FLOOR + mean);
    }

    /** The scale on which a statistic with this power is compared. */
    public static double scaled(double mean, double power) {
        return power == LOGARITHM ? scaled(mean) : power == AS_IS ? mean : Math.pow(FLOOR + mean, power);
    }

    /** How far a batch's statistic lies above the source's level. */
    double excess(int statistic, int batchSize, double mean) {
        return scaled(mean, powers[statistic]) - means[nearest(batchSize)][statistic];
    }

    /**
     * How far a batch's statistic lies above the source's level, in standard deviations of batches of unshifted streams,
     * their own levels' spread included; negative if it lies below.
     */
    public double standardized(int statistic, int batchSize, double mean) {
        double within = deviation(statistic, batchSize);
        return excess(statistic, batchSize, mean)
                / Math.sqrt(within * within + between[statistic] * between[statistic]);
    }

    /** Standard deviation of a batch's statistic around its stream's own level. */
    double deviation(int statistic, int batchSize) {
        return Math.max(SMALLEST_DEVIATION, deviations[nearest(batchSize)][statistic]);
    }

    /** The same of a batch of windows drawn at random. */
    double drawnDeviation(int statistic, int batchSize) {
        return Math.max(SMALLEST_DEVIATION, drawn[nearest(batchSize)][statistic]);
    }

    private int nearest(int batchSize) {
        int found = Arrays.binarySearch(sizes, batchSize);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }
}
