// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import java.util.Arrays;

/**
 * e-SR on the probability integral transform of one statistic's score, with the stated guarantee of {@link EDetector} as far
 * as scores are standard normal. Its part of the monitor's vector: the detector's, the return's sum, the alarm's direction.
 */
final class BettingChart {

    private static final int DETECTOR = 7;
    private static final int RETURN = DETECTOR;
    private static final int DIRECTION = DETECTOR + 1;
    static final int LENGTH = DETECTOR + 2;

    private final EDetector detector;

    BettingChart(double runLength) {
        detector = new EDetector(EDetector.Kind.SR, runLength);
    }

    double threshold() {
        return detector.threshold();
    }

    double[] start() {
        double[] part = new double[LENGTH];
        System.arraycopy(detector.start(), 0, part, 0, DETECTOR);
        part[RETURN] = ReturnChart.NO_ALARM;
        return part;
    }

    boolean alarmed(double[] part) {
        return part[RETURN] != ReturnChart.NO_ALARM;
    }

    /** Takes in a score; the wealth. */
    double add(double[] part, double score) {
        if (alarmed(part)) {
            part[RETURN] = ReturnChart.next(part[RETURN], score * part[DIRECTION]);
            if (part[RETURN] >= ReturnChart.RETURNED) {
                System.arraycopy(start(), 0, part, 0, LENGTH);
                return 0;
            }
            return detector.threshold();
        }
        double[] state = Arrays.copyOf(part, DETECTOR);
        double wealth = detector.update(state, Distributions.normal(score));
        System.arraycopy(state, 0, part, 0, DETECTOR);
        if (wealth >= detector.threshold()) {
            part[RETURN] = 0;
            // Bets are in ascending order: the last three win when scores are high.
            part[DIRECTION] = part[1] + part[2] + part[3] < part[4] + part[5] + part[6] ? 1 : -1;
        }
        return wealth;
    }
}
