// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * Run length of an {@link Mcusum} chart without a shift. The length of Crosier's sum is a Markov chain by itself: from r it
 * goes to {@code max(0, sqrt(X) - k)}, X noncentral chi-square with as many degrees of freedom as components and
 * noncentrality r^2. It is cut into cells of {@value #WIDTH}, whose chain gives the mean time to the threshold (Brook and
 * Evans, Biometrika 1972).
 */
public final class McusumRunLength {

    private static final double WIDTH = 0.2;
    private static final int HALVINGS = 40;
    private static final double GROWTH = 1.25;
    /** Longer ones leave the chain's equations too little precision; their logarithm grows in the threshold as below. */
    private static final double LONGEST = 1e10;

    private static final double NEGLIGIBLE = 1e-17;

    private McusumRunLength() {}

    /** Mean number of vectors from a fresh chart to a false alarm. */
    public static double of(int size, double threshold) {
        int cells = (int) Math.ceil(threshold / WIDTH);
        double width = threshold / cells;
        double[][] system = new double[cells + 1][cells + 2];
        for (int i = 0; i <= cells; i++) {
            double from = i == 0 ? 0 : (i - 0.5) * width;
            double below = 0;
            for (int j = 0; j <= cells; j++) {
                double edge = FalseAlarmBudget.REFERENCE_VALUE + j * width;
                double upTo = noncentral(edge * edge, size, from * from);
                system[i][j] = below - upTo;
                below = upTo;
            }
            system[i][i] += 1;
            system[i][cells + 1] = 1;
        }
        return solve(system)[0];
    }

    /**
     * The threshold at which a chart runs {@code runLength} vectors on average. Far out, the sum's length is near its
     * stationary law {@code r^(size - 1) exp(-2 k r)}, by which run lengths above {@value #LONGEST} are extrapolated.
     */
    public static double threshold(int size, double runLength) {
        double wanted = Math.min(LONGEST, runLength);
        double high = 1;
        while (of(size, high) < wanted) {
            high *= GROWTH;
        }
        double low = high / GROWTH;
        for (int i = 0; i < HALVINGS && high - low > 1e-4 * high; i++) {
            double middle = (low + high) / 2;
            if (of(size, middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high + Math.log(runLength / wanted) / (1 - (size - 1) / Math.max(high, 2.0 * size));
    }

    /** P(X <= x) of a noncentral chi-square variable: a Poisson mixture of central ones, summed from its middle. */
    static double noncentral(double x, double degrees, double noncentrality) {
        double rate = noncentrality / 2;
        int middle = (int) rate;
        double weight =
                Math.exp(-rate + (rate == 0 ? 0 : middle * Math.log(rate)) - Distributions.logGamma(middle + 1.0));
        double a = degrees / 2 + middle;
        double central = Distributions.gammaLower(a, x / 2);
        double step = Math.exp(a * Math.log(x / 2) - x / 2 - Distributions.logGamma(a + 1));
        return upwards(x / 2, rate, middle, weight, a, central, step)
                + downwards(x / 2, rate, middle, weight, a, central, step);
    }

    private static double upwards(
            double half, double rate, int middle, double weight, double a, double central, double step) {
        double total = 0;
        double w = weight;
        double cdf = central;
        double drop = step;
        for (int j = middle; w > NEGLIGIBLE && cdf > 0; j++) {
            total += w * cdf;
            cdf -= drop;
            drop *= half / (a + (j - middle) + 1);
            w *= rate / (j + 1);
        }
        return total;
    }

    private static double downwards(
            double half, double rate, int middle, double weight, double a, double central, double step) {
        double total = 0;
        double w = weight * middle / Math.max(rate, Double.MIN_NORMAL);
        double rise = step * a / half;
        double cdf = central + rise;
        for (int j = middle - 1; j >= 0 && w > NEGLIGIBLE; j--) {
            total += w * Math.min(1, cdf);
            rise *= (a + (j - middle)) / half;
            cdf += rise;
            w *= j / rate;
        }
        return total;
    }

    /** Gaussian elimination; the matrix is diagonally dominant, so no pivots are sought. */
    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int i = 0; i < n; i++) {
            for (int row = i + 1; row < n; row++) {
                double factor = system[row][i] / system[i][i];
                for (int column = i; column <= n; column++) {
                    system[row][column] -= factor * system[i][column];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double rest = system[i][n];
            for (int column = i + 1; column < n; column++) {
                rest -= system[i][column] * solution[column];
            }
            solution[i] = rest / system[i][i];
        }
        return solution;
    }
}
