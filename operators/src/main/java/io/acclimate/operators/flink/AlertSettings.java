// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.io.Serializable;

/**
 * When a shift is reported.
 *
 * @param threshold of the charts, standard deviations
 * @param falseAlarmsPerDay the fleet's budget that the threshold follows from
 * @param recall whether a stream that returns to an earlier state goes on with what it had learned there
 * @param reset whether a stream that comes into a state which it does not know starts again from the source where that fits better
 */
public record AlertSettings(double threshold, double falseAlarmsPerDay, boolean recall, boolean reset)
        implements Serializable {}
