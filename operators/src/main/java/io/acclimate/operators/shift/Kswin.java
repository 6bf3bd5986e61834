// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Kolmogorov-Smirnov windowing (Raab, Heusinger and Schleif, Neurocomputing 2020): of the last {@code window} values, the
 * newest {@code part} are compared with as many drawn without replacement from the others; alarm if the distance of their
 * distributions is above {@code sqrt(-ln(alpha) / part)}, and above {@value #SMALLEST}, as River asks. The draws follow from
 * the seed and the number of values seen, which the vector holds, so a replay draws the same.
 *
 * @param alpha of the test, 0..1
 * @param window values kept
 * @param part values compared, at most half of the window
 * @param seed of the draws
 */
public record Kswin(double alpha, int window, int part, long seed) implements ChangeDetector {

    private static final int LAYOUT = 106;
    private static final int SEEN = 1;
    private static final int VALUES = 2;
    private static final double SMALLEST = 0.1;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the two parts do not fit into the window
     */
    public Kswin {
        if (part < 1 || 2 * part > window || alpha <= 0 || alpha >= 1) {
            throw new IllegalArgumentException(
                    "KSWIN needs 0 < alpha < 1 and a window of at least two parts, not alpha %s, window %d and part %d"
                            .formatted(alpha, window, part));
        }
    }

    @Override
    public String name() {
        return "KSWIN";
    }

    @Override
    public double[] start() {
        double[] state = new double[VALUES + window];
        state[0] = LAYOUT;
        return state;
    }

    /** The distance of the two distributions, 0..1; 0 until the window is full. */
    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, VALUES + window);
        System.arraycopy(state, VALUES + 1, state, VALUES, window - 1);
        state[state.length - 1] = observation[0];
        state[SEEN]++;
        if (state[SEEN] < window) {
            return 0;
        }
        double[] newest = Arrays.copyOfRange(state, state.length - part, state.length);
        return Distributions.distance(drawn(state), newest);
    }

    private double[] drawn(double[] state) {
        double[] older = Arrays.copyOfRange(state, VALUES, state.length - part);
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (long) state[SEEN]);
        for (int i = 0; i < part; i++) {
            int other = random.nextInt(i, older.length);
            double taken = older[other];
            older[other] = older[i];
            older[i] = taken;
        }
        return Arrays.copyOf(older, part);
    }

    @Override
    public double threshold() {
        return Math.max(SMALLEST, Math.sqrt(-Math.log(alpha) / part));
    }
}
