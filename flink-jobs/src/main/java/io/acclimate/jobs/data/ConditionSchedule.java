// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.util.SplittableRandom;

/**
 * A machine's operating condition over time: a semi-Markov chain. A condition lasts 5 to 20 s, uniformly; the next one
 * is any other, twice as likely the normal one, as machines mostly are.
 */
final class ConditionSchedule {

    private static final double MIN_DWELL = 5;
    private static final double MAX_DWELL = 20;
    private static final double SETTLING = 1;
    private static final OperatingCondition[] ALL = OperatingCondition.values();

    private final SplittableRandom random;
    private OperatingCondition current;
    private double since;
    private double until;

    ConditionSchedule(SplittableRandom random) {
        this.random = random;
        this.current = ALL[random.nextInt(ALL.length)];
        this.since = -SETTLING;
        this.until = dwell();
    }

    /** The condition at an instant in seconds; instants must not decrease. */
    OperatingCondition at(double seconds) {
        while (seconds >= until) {
            current = next();
            since = until;
            until += dwell();
        }
        return current;
    }

    /**
     * The class at the last instant asked for, {@link Recording#UNLABELLED} in the first second of a condition, when
     * speed and forces are between two conditions and neither name would be true.
     */
    int label(double seconds) {
        return seconds - since < SETTLING ? Recording.UNLABELLED : current.ordinal();
    }

    private double dwell() {
        return MIN_DWELL + (MAX_DWELL - MIN_DWELL) * random.nextDouble();
    }

    private OperatingCondition next() {
        OperatingCondition drawn = current;
        while (drawn == current) {
            int pick = random.nextInt(ALL.length + 1);
            drawn = pick < ALL.length ? ALL[pick] : OperatingCondition.NORMAL;
        }
        return drawn;
    }
}
