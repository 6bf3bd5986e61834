// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.io.Serializable;

/**
 * When a shift is reported.
 *
 * @param threshold of the charts, standard deviations
 * @param falseAlarmsPerDay the fleet's budget that the threshold follows from
 * @param recall whether a stream that returns to an earlier state goes on with what it had learned there
 */
public record AlertSettings(double threshold, double falseAlarmsPerDay, boolean recall) implements Serializable {}
