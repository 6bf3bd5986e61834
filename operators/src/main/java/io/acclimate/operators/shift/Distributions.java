// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Distribution functions that the detectors compare with. */
public final class Distributions {

    private static final double SMALLEST = 1e-15;
    private static final int MOST_TERMS = 2000;
    private static final int LANCZOS_G = 7;
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private Distributions() {}

    /**
     * The standard normal deviate that is as rare as a Student t deviate; to three digits (Wallace, Annals of Mathematical
     * Statistics 1959).
     */
    static double studentAsNormal(double t, double degrees) {
        double size = Math.sqrt(degrees * Math.log1p(t * t / degrees));
        return Math.copySign((8 * degrees + 1) / (8 * degrees + 3) * size, t);
    }

    /** Largest difference of the distribution functions of two samples (two-sample Kolmogorov-Smirnov); both are sorted. */
    static double distance(double[] one, double[] other) {
        Arrays.sort(one);
        Arrays.sort(other);
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            double value = Math.min(one[i], other[j]);
            while (i < one.length && one[i] <= value) {
                i++;
            }
            while (j < other.length && other[j] <= value) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / one.length - (double) j / other.length));
        }
        return largest;
    }

    /** Probability that a Kolmogorov-Smirnov distance of an infinite reference and {@code n} values is above {@code distance}. */
    static double kolmogorovUpper(double distance, double n) {
        // Stephens' correction (JRSS B 1970) makes the limit law usable from a handful of values on.
        double root = Math.sqrt(n);
        double x = distance * (root + 0.12 + 0.11 / root);
        double total = 0;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            total += k % 2 == 1 ? term : -term;
            if (term < SMALLEST) {
                break;
            }
        }
        return x < 0.2 ? 1 : Math.max(0, Math.min(1, 2 * total));
    }

    /** Probability that a chi-square variable is above {@code x}. */
    public static double chiSquareUpper(double x, double degrees) {
        return gammaUpper(degrees / 2, x / 2);
    }

    /** A chi-square number: of a shape of one or more as by Marsaglia and Tsang (ACM TOMS 2000), of less by their boost. */
    static double chiSquare(double degrees, SplittableRandom random) {
        double shape = degrees / 2;
        double boost = shape < 1 ? Math.pow(random.nextDouble(), 1 / shape) : 1;
        double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            double v = root * root * root;
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return 2 * d * v * boost;
            }
        }
    }

    /** The value below which a chi-square variable stays with probability {@code p}. */
    public static double chiSquareQuantile(double p, double degrees) {
        double low = 0;
        double high = degrees + 10;
        while (gammaLower(degrees / 2, high / 2) < p) {
            high *= 2;
        }
        double middle = high / 2;
        while (low < middle && middle < high) {
            if (gammaLower(degrees / 2, middle / 2) < p) {
                low = middle;
            } else {
                high = middle;
            }
            middle = (low + high) / 2;
        }
        return high;
    }

    /** Probability that a standard normal variable is below {@code x}. */
    public static double normal(double x) {
        double tail = gammaUpper(0.5, x * x / 2) / 2;
        return x < 0 ? tail : 1 - tail;
    }

    /** Logarithm of the gamma function (Lanczos 1964), x above 0. */
    static double logGamma(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x - 1 + LANCZOS_G + 0.5;
        return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
    }

    /** Regularized lower incomplete gamma function P(a, x): series below a + 1, continued fraction above. */
    static double gammaLower(double a, double x) {
        return x < a + 1 ? small(a, x) : 1 - large(a, x);
    }

    /** The rest to 1, precise where it is small. */
    private static double gammaUpper(double a, double x) {
        return x < a + 1 ? 1 - small(a, x) : large(a, x);
    }

    private static double small(double a, double x) {
        return x <= 0 ? 0 : scale(a, x) * series(a, x);
    }

    private static double large(double a, double x) {
        return scale(a, x) * fraction(a, x);
    }

    private static double scale(double a, double x) {
        return Math.exp(-x + a * Math.log(x) - logGamma(a));
    }

    private static double series(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MOST_TERMS && Math.abs(term) > Math.abs(sum) * SMALLEST; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / Double.MIN_NORMAL;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < MOST_TERMS; i++) {
            double an = -i * (i - a);
            b += 2;
            d = 1 / notZero(an * d + b);
            c = notZero(b + an / c);
            double delta = d * c;
            h *= delta;
            if (Math.abs(delta - 1) < SMALLEST) {
                break;
            }
        }
        return h;
    }

    private static double notZero(double value) {
        return Math.abs(value) < Double.MIN_NORMAL ? Double.MIN_NORMAL : value;
    }
}
