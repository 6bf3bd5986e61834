// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * Betting detectors (e-detectors; Shin, Ramdas and Rinaldo, 2023) on probability integral transforms u, which are uniform on
 * [0, 1] without a shift, whatever came before. Each of six bets multiplies by {@code L = 1 + bet (u - 1/2)}:
 *
 * <ul>
 *   <li>e-SR: {@code M <- (M + 1) L} (Shiryaev-Roberts)
 *   <li>e-CUSUM: {@code M <- max(1, M) L}
 *   <li>martingale: {@code M <- M L} from 1: by Ville's inequality it ever reaches c with a probability of at most 1/c
 * </ul>
 *
 * The score is the mean M. Started at threshold c, e-SR and e-CUSUM run at least c observations on average before a false
 * alarm; for the transforms of a reference that is finite and stays this holds approximately.
 *
 * @param kind the recursion
 * @param threshold c
 */
public record EDetector(Kind kind, double threshold) implements ChangeDetector {

    private static final int LAYOUT = 109;
    private static final double[] BETS = {-1.8, -1, -0.5, 0.5, 1, 1.8};
    /** Wealth is cut here: no threshold is higher, and nothing may overflow. */
    private static final double RICHEST = 1e200;

    /** The recursion. */
    public enum Kind {
        /** Shiryaev-Roberts. */
        SR("e-SR"),
        /** CUSUM. */
        CUSUM("e-CUSUM"),
        /** A test martingale that never starts anew. */
        MARTINGALE("betting martingale");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    @Override
    public String name() {
        return kind.label;
    }

    @Override
    public double[] start() {
        double[] state = new double[1 + BETS.length];
        Arrays.fill(state, kind == Kind.MARTINGALE ? 1 : 0);
        state[0] = LAYOUT;
        return state;
    }

    @Override
    public double update(double[] state, double... observation) {
        check(state, LAYOUT, 1 + BETS.length);
        double total = 0;
        for (int i = 0; i < BETS.length; i++) {
            double before = state[1 + i];
            double base =
                    switch (kind) {
                        case SR -> before + 1;
                        case CUSUM -> Math.max(1, before);
                        case MARTINGALE -> before;
                    };
            state[1 + i] = Math.min(RICHEST, base * (1 + BETS[i] * (observation[0] - 0.5)));
            total += state[1 + i];
        }
        return total / BETS.length;
    }
}
