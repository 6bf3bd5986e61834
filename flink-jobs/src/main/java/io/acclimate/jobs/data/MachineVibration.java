// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * Motion of the housing of a slow rotating machine (a fan or mixer of about 6 turns per second) at the place of its
 * sensor. Frame: x horizontal and across the shaft, y up, z along the shaft.
 *
 * <p>Forces, all proportional to the square of the shaft speed: imbalance turns with the shaft; misalignment shakes at
 * twice the speed, mostly along the shaft; a loose foot rocks at half, once and one and a half times the speed and is
 * stopped by the ground, which clips one side; bearing impacts ring the housing ({@link BearingImpacts}). Load varies
 * slowly (Ornstein-Uhlenbeck, 5 s) and slows the shaft. Speed and forces follow a change of condition with a lag of
 * 0.25 s.
 */
final class MachineVibration {

    private static final double LAG_SECONDS = 0.25;
    private static final double LOAD_SECONDS = 5;
    private static final double LOAD_SPREAD = 0.03;
    private static final double FLOOR_G = 0.006;
    private static final double FLOOR_RATE = 0.004;

    private final double nominalHz;
    private final double severity;
    private final double couplingPhase;
    private final BearingImpacts bearing;
    private final SplittableRandom random;

    private double turns;
    private double load;
    private double speed;
    private double imbalance;
    private double misalignment;
    private double impact;
    private double looseness;

    /** A machine with its own speed, resonance and severity of faults, standing still. */
    MachineVibration(SplittableRandom random) {
        this.nominalHz = 6 * (1 + 0.04 * random.nextGaussian());
        this.severity = Math.exp(0.12 * random.nextGaussian());
        this.couplingPhase = 0.3 * random.nextGaussian();
        this.bearing = new BearingImpacts(36 * (1 + 0.03 * random.nextGaussian()), random);
        this.turns = random.nextDouble();
        this.random = random;
    }

    /**
     * Advances by {@code seconds} and writes specific force in g (gravity included: y reads +1 at rest) to 0..2 and
     * angular rate in rad/s to 3..5 of {@code motion}.
     */
    void advance(double seconds, OperatingCondition condition, float[] motion) {
        double step = Math.min(1, seconds / LAG_SECONDS);
        speed += step * (condition.speed - speed);
        imbalance += step * (condition.imbalance - imbalance);
        misalignment += step * (condition.misalignment - misalignment);
        impact += step * (condition.impact - impact);
        looseness += step * (condition.looseness - looseness);
        double keep = Math.exp(-seconds / LOAD_SECONDS);
        load = keep * load + LOAD_SPREAD * Math.sqrt(1 - keep * keep) * random.nextGaussian();
        double ratio = speed * (1 - load);
        double passed = nominalHz * ratio * seconds;
        turns += passed;
        write(ratio * ratio * severity, passed, seconds, motion);
    }

    private void write(double force, double passed, double seconds, float[] motion) {
        double angle = 2 * Math.PI * turns;
        double rotor = force * imbalance;
        double coupling = force * misalignment;
        double axial = coupling * Math.cos(2 * angle + couplingPhase);
        double rock = rocking(angle, force * looseness);
        double ring = bearing.advance(seconds, passed, force * impact);

        motion[0] = floor(FLOOR_G, rotor * Math.cos(angle) + 0.5 * coupling * Math.sin(2 * angle) + 0.6 * ring);
        motion[1] = floor(FLOOR_G, 1 + 0.8 * rotor * Math.sin(angle) + rock + ring);
        motion[2] = floor(FLOOR_G, 0.15 * rotor * Math.sin(angle) + axial + 0.3 * ring);
        motion[3] = floor(FLOOR_RATE, 0.3 * rock + 0.1 * rotor * Math.cos(angle));
        motion[4] = floor(FLOOR_RATE, 0.3 * axial);
        motion[5] =
                floor(FLOOR_RATE, 0.4 * rotor * Math.sin(angle) + 0.2 * coupling * Math.cos(2 * angle) + 0.05 * ring);
    }

    private static double rocking(double angle, double size) {
        double free = 0.6 * Math.cos(angle / 2) + 0.5 * Math.cos(angle) + 0.35 * Math.cos(1.5 * angle);
        return size * Math.max(free, -0.5);
    }

    private float floor(double deviation, double signal) {
        return (float) (signal + deviation * random.nextGaussian());
    }
}
