// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.ArrayList;
import java.util.List;

/** Maps values to places along an axis, linearly: {@code low} to {@code from}, {@code high} to {@code to}; either may run backwards. */
record Scale(double low, double high, double from, double to) {

    /** Keeps an axis without extent from dividing by nothing. */
    Scale {
        high = high == low ? low + 1 : high;
    }

    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    double clamped(double value) {
        return at(Math.max(Math.min(low, high), Math.min(Math.max(low, high), value)));
    }

    /** Round values, 1, 2 or 5 times a power of ten apart, at most {@code most} steps; for an axis that runs upwards. */
    List<Double> ticks(int most) {
        double step = step(most);
        List<Double> ticks = new ArrayList<>();
        for (double i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private double step(int most) {
        double power = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
        for (double factor : new double[] {1, 2, 5}) {
            if ((high - low) / (factor * power) <= most) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** A tick's label with at most three decimals, none of them a zero at the end. */
    static String label(double tick) {
        return Wording.decimal(tick, 3).replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
