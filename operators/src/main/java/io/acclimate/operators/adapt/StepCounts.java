// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.function.LongToDoubleFunction;

/**
 * How many optimizer steps each trained scalar has seen, for bias correction. A scalar that got no gradient during a
 * warm-up starts to count after it, as in PyTorch.
 *
 * @param perStream steps before this one, per stream
 * @param lateFrom index of the first scalar that joined late
 * @param lateBy how many steps later it joined; 0 if none did
 */
public record StepCounts(long[] perStream, int lateFrom, long lateBy) {

    /** All scalars of a stream have seen the same number of steps. */
    public static StepCounts uniform(long[] perStream) {
        return new StepCounts(perStream, Integer.MAX_VALUE, 0);
    }

    /** Number of columns of {@link #factors}: 1 if all scalars of a stream share one value. */
    int columns(int parameters) {
        return lateBy == 0 ? 1 : parameters;
    }

    /** {@code function} of each scalar's count including this step, [streams, columns] row-major. */
    double[] factors(int parameters, LongToDoubleFunction function) {
        int columns = columns(parameters);
        double[] factors = new double[perStream.length * columns];
        for (int s = 0; s < perStream.length; s++) {
            double early = function.applyAsDouble(perStream[s] + 1);
            double late = lateBy == 0 ? early : function.applyAsDouble(perStream[s] + 1 - lateBy);
            for (int i = 0; i < columns; i++) {
                factors[s * columns + i] = i < lateFrom ? early : late;
            }
        }
        return factors;
    }
}
