// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class CourseTest {

    private static final int LENGTH = 32;
    private static final int RUNS = 300;

    /** How often a series that begins to move at 12, over {@code over} batches to {@code level}, is called {@code kind}. */
    private static double share(int over, double level, Course.Kind kind) {
        SplittableRandom random = new SplittableRandom(2);
        int called = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] series = new double[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                series[i] = random.nextGaussian() + level * Math.max(0, Math.min(1, (i - 12 + 1.0) / over));
            }
            called += Course.of(series).kind() == kind ? 1 : 0;
        }
        return (double) called / RUNS;
    }

    @Test
    void aStepIsSeldomCalledARamp() {
        assertThat(share(1, 2, Course.Kind.GRADUAL)).isLessThan(0.03);
        assertThat(share(1, 2, Course.Kind.ABRUPT)).isGreaterThan(0.9);
    }

    @Test
    void aStrongRampIsMostlyCalledOne() {
        assertThat(share(20, 5, Course.Kind.GRADUAL)).isGreaterThan(0.7);
    }

    @Test
    void theIntervalHoldsTheTrueChangeMostly() {
        SplittableRandom random = new SplittableRandom(4);
        int held = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] series = new double[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                series[i] = random.nextGaussian() + (i < 12 ? 0 : 1.5);
            }
            Course course = Course.of(series);
            held += course.from() <= 12 && course.to() >= 12 ? 1 : 0;
        }
        assertThat((double) held / RUNS).isGreaterThan(0.9);
    }

    @Test
    void twoBatchesAfterTheChangeNothingIsClaimed() {
        double[] series = new double[LENGTH];
        series[30] = 5;
        series[31] = 5;
        assertThat(Course.of(series).kind()).isEqualTo(Course.Kind.UNKNOWN);
    }
}
