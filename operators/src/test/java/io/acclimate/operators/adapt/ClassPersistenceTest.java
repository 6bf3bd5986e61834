// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.ClassPersistence.Belief;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ClassPersistenceTest {

    private static final int CLASSES = 5;
    private static final int WINDOWS = 100;
    private static final float[] EVEN = even(CLASSES);

    private final Random random = new Random(1);
    private final ClassPersistence persistence = new ClassPersistence(EVEN);

    private static float[] even(int classes) {
        float[] even = new float[classes];
        Arrays.fill(even, 1f / classes);
        return even;
    }

    @Test
    void independentWindowsAreLeftAsTheyArePredicted() {
        Belief belief = persistence.initial();
        double[][] rows = null;
        double[][] smooth = null;
        for (int batch = 0; batch < 10; batch++) {
            int[] classes = random.ints(WINDOWS, 0, CLASSES).toArray();
            rows = predictions(classes, 0.3);
            Belief after = persistence.after(rows, belief);
            smooth = persistence.smoothed(rows, belief, after);
            belief = after;
        }
        assertThat(belief.persistence()).isLessThan(0.1);
        assertThat(agreement(rows, smooth)).isGreaterThan(0.97);
    }

    @Test
    void windowsOfLongRunsCorrectEachOther() {
        Belief belief = persistence.initial();
        double before = 0;
        double after = 0;
        for (int batch = 0; batch < 10; batch++) {
            int[] classes = runs(20);
            double[][] rows = predictions(classes, 0.4);
            Belief next = persistence.after(rows, belief);
            before += errors(classes, rows);
            after += errors(classes, persistence.smoothed(rows, belief, next));
            belief = next;
        }
        assertThat(belief.persistence()).isBetween(0.85, 0.99);
        assertThat(before / 10).isGreaterThan(0.25);
        assertThat(after / 10).isLessThan(before / 40);
    }

    @Test
    void aModelThatTakesNearlyEverythingForOneClassDoesNotPassForAStreamThatStaysInIt() {
        Belief belief = persistence.initial();
        for (int batch = 0; batch < 10; batch++) {
            int[] classes = random.ints(WINDOWS, 0, CLASSES)
                    .map(c -> random.nextDouble() < 0.7 ? 0 : c)
                    .toArray();
            belief = persistence.after(predictions(classes, 0.1), belief);
        }
        assertThat(belief.persistence()).isLessThan(0.2);
    }

    @Test
    void smoothedProbabilitiesAreThoseOfAllPathsTakenTogetherWithoutGuesses() {
        ClassPersistence two = new ClassPersistence(new float[] {0.25f, 0.75f});
        double[] prior = {0.25, 0.75};
        double[][] rows = {{0.6, 0.4}, {0.1, 0.9}, {0.7, 0.3}};
        Belief before = new Belief(certain(0.5), new double[] {0.8, 0.2});
        double[][] smooth = two.smoothed(rows, before, before);
        double[][] summed = new double[3][2];
        for (int path = 0; path < 8; path++) {
            int[] classes = {path & 1, path >> 1 & 1, path >> 2};
            double probability = 0;
            for (int first = 0; first < 2; first++) {
                double joint = before.last()[first];
                int previous = first;
                for (int n = 0; n < 3; n++) {
                    int c = classes[n];
                    joint *= 0.5 * (c == previous ? 1 : 0) + 0.5 * prior[c];
                    joint *= 0.7 * rows[n][c] / prior[c] + 0.3;
                    previous = c;
                }
                probability += joint;
            }
            for (int n = 0; n < 3; n++) {
                summed[n][classes[n]] += probability;
            }
        }
        for (int n = 0; n < 3; n++) {
            double sum = summed[n][0] + summed[n][1];
            double one = Math.max(0, summed[n][0] / sum - 0.3 * prior[0]);
            double other = Math.max(0, summed[n][1] / sum - 0.3 * prior[1]);
            assertThat(smooth[n][0]).isCloseTo(one / (one + other), within(1e-6));
            assertThat(smooth[n][0] + smooth[n][1]).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void windowsThatTellNothingOfEachOtherKeepTheirProbabilities() {
        double[][] rows = {{0.6, 0.1, 0.1, 0.1, 0.1}, {0, 0, 1, 0, 0}};
        Belief independent = new Belief(certain(0), persistence.initial().last());
        double[][] smooth = persistence.smoothed(rows, independent, independent);
        for (int n = 0; n < rows.length; n++) {
            assertThat(smooth[n]).containsExactly(rows[n], within(1e-6));
        }
    }

    @Test
    void aBatchCountsByItsPersistenceHoweverItIsCut() {
        double[] last = persistence.initial().last();
        assertThat(new Belief(certain(0), last).independent(WINDOWS)).isCloseTo(WINDOWS, within(1e-6));
        Belief lasting = new Belief(certain(0.99), last);
        assertThat(lasting.independent(WINDOWS)).isCloseTo(WINDOWS * 0.01 / 1.99, within(1e-6));
        assertThat(lasting.independent(WINDOWS)).isCloseTo(25 * lasting.independent(WINDOWS / 25), within(1e-6));
    }

    /** All weight on one persistence. */
    private static double[] certain(double value) {
        return Arrays.stream(ClassPersistence.VALUES)
                .map(v -> v == value ? 0 : -1000)
                .toArray();
    }

    /** Classes that stay for about {@code length} windows. */
    private int[] runs(int length) {
        int[] classes = new int[WINDOWS];
        int current = random.nextInt(CLASSES);
        for (int n = 0; n < WINDOWS; n++) {
            current = random.nextInt(length) == 0 ? random.nextInt(CLASSES) : current;
            classes[n] = current;
        }
        return classes;
    }

    /** Predictions that are sure of a random class, at the rate {@code wrong}, and else of the right one. */
    private double[][] predictions(int[] classes, double wrong) {
        double[][] rows = new double[classes.length][CLASSES];
        for (int n = 0; n < classes.length; n++) {
            Arrays.fill(rows[n], 0.3 / (CLASSES - 1));
            rows[n][random.nextDouble() < wrong ? random.nextInt(CLASSES) : classes[n]] = 0.7;
        }
        return rows;
    }

    private static int best(double[] row) {
        int best = 0;
        for (int c = 1; c < row.length; c++) {
            best = row[c] > row[best] ? c : best;
        }
        return best;
    }

    private static double errors(int[] classes, double[][] rows) {
        int errors = 0;
        for (int n = 0; n < classes.length; n++) {
            errors += best(rows[n]) == classes[n] ? 0 : 1;
        }
        return (double) errors / classes.length;
    }

    private static double agreement(double[][] rows, double[][] smooth) {
        int same = 0;
        for (int n = 0; n < rows.length; n++) {
            same += best(rows[n]) == best(smooth[n]) ? 1 : 0;
        }
        return (double) same / rows.length;
    }
}
