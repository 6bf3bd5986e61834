// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.Locale;

/**
 * Which labels a stream is told.
 *
 * @param perHundred labels per hundred samples, 0 to 100
 * @param choice of which samples
 * @param delay batches between a sample's own and the one that its label comes after, at least 0
 */
public record LabelPlan(double perHundred, Choice choice, int delay) {

    /** No label at all. */
    public static final LabelPlan NONE = new LabelPlan(0, Choice.REQUESTED, 0);

    private static final double HUNDRED = 100;

    /** Who chooses the samples. */
    public enum Choice {
        /** The job, by its requests. */
        REQUESTED,
        /** Chance. */
        RANDOM
    }

    /** Checks every value. */
    public LabelPlan {
        if (!(perHundred >= 0 && perHundred <= HUNDRED)) {
            throw new IllegalArgumentException("--labels-per-hundred must be a number from 0 to 100");
        }
        if (delay < 0) {
            throw new IllegalArgumentException("--label-delay must be 0 or more");
        }
    }

    boolean none() {
        return perHundred == 0;
    }

    /** What a heading says of it. */
    String suffix() {
        return none()
                ? ""
                : " +%s %s"
                        .formatted(
                                perHundred == Math.rint(perHundred)
                                        ? Long.toString((long) perHundred)
                                        : Double.toString(perHundred),
                                choice.name().toLowerCase(Locale.ROOT));
    }
}
