// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

/** Operating conditions of a generated machine; the position in the enum is the class. */
enum OperatingCondition {
    /** Turns slowly, without load. */
    IDLE(0.4, 0.04, 0.02, 0, 0),
    /** Healthy, at speed; what is left of imbalance and misalignment after commissioning. */
    NORMAL(1, 0.04, 0.02, 0, 0),
    /** A heavy spot on the rotor. */
    IMBALANCE(1, 0.22, 0.02, 0, 0),
    /** Shafts out of line at the coupling. */
    MISALIGNMENT(1, 0.05, 0.16, 0, 0),
    /** A spall on the outer race of the bearing. */
    BEARING_FAULT(1, 0.04, 0.02, 0.35, 0),
    /** A foot of the machine came loose. */
    LOOSENESS(1, 0.06, 0.02, 0, 0.22);

    /** Shaft speed relative to the nominal one. */
    final double speed;
    /** Acceleration at once the shaft speed, in g at nominal speed. */
    final double imbalance;
    /** Acceleration at twice the shaft speed, in g at nominal speed. */
    final double misalignment;
    /** Acceleration right after a roller hit the spall, in g at nominal speed. */
    final double impact;
    /** Rocking on the loose foot, in g at nominal speed. */
    final double looseness;

    OperatingCondition(double speed, double imbalance, double misalignment, double impact, double looseness) {
        this.speed = speed;
        this.imbalance = imbalance;
        this.misalignment = misalignment;
        this.impact = impact;
        this.looseness = looseness;
    }
}
