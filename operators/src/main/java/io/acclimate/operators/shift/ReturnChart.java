// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

/**
 * After an alarm, the CUSUM chart for the return: every batch adds the reference value less its score in the alarm's
 * direction, never below 0; at {@value #RETURNED} the stream is back. A shift of one standard deviation that lasts is taken
 * for a return once in 2600 batches, a true return is seen after 12 on average. Batches more than {@value #OUTLIER} standard
 * deviations off on the other side count for nothing.
 */
final class ReturnChart {

    static final double RETURNED = 6.0;
    static final double OUTLIER = 3.0;
    /** Stands in place of the sum while there is no alarm. */
    static final double NO_ALARM = -1;

    private ReturnChart() {}

    static double next(double sum, double along) {
        return along < -OUTLIER ? sum : Math.max(0, sum + FalseAlarmBudget.REFERENCE_VALUE - along);
    }
}
