// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.io.Serializable;

/**
 * When a shift is reported.
 *
 * @param threshold of the charts, standard deviations
 * @param falseAlarmsPerDay the fleet's budget that the threshold follows from
 */
public record AlertSettings(double threshold, double falseAlarmsPerDay) implements Serializable {}
