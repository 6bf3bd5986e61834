// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SampleOrdersTest {

    private static final int CLASSES = 10;
    private static final int SIZE = 1000;
    private static final int[] LABELS =
            IntStream.range(0, SIZE).map(i -> i % CLASSES).toArray();

    private static SplittableRandom random(long seed) {
        return new SplittableRandom(seed);
    }

    private static int[] inOrder() {
        return IntStream.range(0, SIZE).toArray();
    }

    private static void assertPermutation(int[] order) {
        assertThat(Arrays.stream(order).sorted().toArray()).containsExactly(inOrder());
    }

    /** How often the class changes from one sample to the next. */
    private static int changes(int[] order) {
        int changes = 0;
        for (int i = 1; i < order.length; i++) {
            changes += LABELS[order[i]] != LABELS[order[i - 1]] ? 1 : 0;
        }
        return changes;
    }

    @Test
    void aShuffleIsAPermutationThatFollowsFromItsSeed() {
        int[] order = SampleOrders.shuffled(SIZE, random(1));
        assertPermutation(order);
        assertThat(SampleOrders.shuffled(SIZE, random(1))).isEqualTo(order);
        assertThat(SampleOrders.shuffled(SIZE, random(2))).isNotEqualTo(order);
    }

    @Test
    void everyPlaceOfAShuffleIsEquallyLikely() {
        int[] counts = new int[5];
        SplittableRandom random = random(3);
        for (int i = 0; i < 10_000; i++) {
            counts[SampleOrders.shuffled(5, random)[2]]++;
        }
        assertThat(Arrays.stream(counts)).allSatisfy(count -> assertThat(count).isBetween(1850, 2150));
    }

    @Test
    void sortingByClassKeepsTheOrderWithinAClass() {
        int[] shuffled = SampleOrders.shuffled(SIZE, random(1));
        int[] sorted = SampleOrders.byClass(shuffled, LABELS);
        assertThat(changes(sorted)).isEqualTo(CLASSES - 1);
        int[] threes = Arrays.stream(shuffled).filter(row -> LABELS[row] == 3).toArray();
        assertThat(Arrays.copyOfRange(sorted, 300, 400)).isEqualTo(threes);
    }

    @Test
    void theChunkedOrderShowsEverySampleOnce() {
        assertPermutation(SampleOrders.inChunks(inOrder(), LABELS, CLASSES, 0.1, random(4)));
    }

    @Test
    void aChunkShowsEachClassInOneRun() {
        int[] order = SampleOrders.inChunks(inOrder(), LABELS, CLASSES, 0.1, random(4));
        assertThat(changes(order)).isLessThan(CLASSES * CLASSES);
    }

    @Test
    void aSmallConcentrationMakesLongerRunsThanALargeOne() {
        int small = changes(SampleOrders.inChunks(inOrder(), LABELS, CLASSES, 0.1, random(5)));
        int large = changes(SampleOrders.inChunks(inOrder(), LABELS, CLASSES, 100, random(5)));
        assertThat(small).isLessThan(large / 2);
    }

    @Test
    void aConcentrationThatLeavesChunksEmptyIsTold() {
        int[] twoClasses = IntStream.range(0, 40).map(i -> i % 2).toArray();
        int[] all = IntStream.range(0, 40).toArray();
        assertThatThrownBy(() -> SampleOrders.inChunks(all, twoClasses, 4, 1e-9, random(1)))
                .hasMessageContaining("set --dirichlet higher than");
    }

    @Test
    void theSlottedOrderShowsEverySampleOnceInRuns() {
        int[] order = SampleOrders.inSlots(inOrder(), LABELS, CLASSES, 0.1, random(6));
        assertPermutation(order);
        assertThat(changes(order)).isLessThan(CLASSES * CLASSES);
    }

    @Test
    void sharesOfADirichletDistributionHaveItsMeanAndVariance() {
        double concentration = 0.5;
        SplittableRandom random = random(7);
        double sum = 0;
        double squares = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            double[] shares = SampleOrders.dirichlet(4, concentration, random);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
            sum += shares[0];
            squares += shares[0] * shares[0];
        }
        double mean = sum / draws;
        assertThat(mean).isCloseTo(0.25, within(0.01));
        assertThat(squares / draws - mean * mean).isCloseTo(0.25 * 0.75 / (4 * concentration + 1), within(0.003));
    }

    @Test
    void tinyConcentrationsGiveFiniteShares() {
        assertThat(Arrays.stream(SampleOrders.dirichlet(10, 1e-4, random(8))).boxed())
                .allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    }

    @Test
    void labelShiftOfAHugeRatioShowsClassAfterClass() {
        int[] order = SampleOrders.labelShift(LABELS, CLASSES, 1e9, random(9));
        assertThat(order).hasSize(SIZE);
        assertThat(changes(order)).isEqualTo(CLASSES - 1);
    }

    @Test
    void labelShiftOfRatioOneDrawsAllClassesAlike() {
        int[] order = SampleOrders.labelShift(LABELS, CLASSES, 1, random(10));
        int[] counts = new int[CLASSES];
        Arrays.stream(order, 0, 100).forEach(row -> counts[LABELS[row]]++);
        assertThat(Arrays.stream(counts)).allSatisfy(count -> assertThat(count).isLessThan(30));
        assertThat(changes(order)).isBetween(850, 950);
    }

    @Test
    void labelShiftMakesTheFrequentClassAsProbableAsTheRatioSays() {
        int[] order = SampleOrders.labelShift(LABELS, CLASSES, 9, random(11));
        int frequent = 0;
        for (int part = 0; part < CLASSES; part++) {
            int[] counts = new int[CLASSES];
            Arrays.stream(order, part * 100, part * 100 + 100).forEach(row -> counts[LABELS[row]]++);
            frequent += Arrays.stream(counts).max().orElseThrow();
        }
        assertThat(frequent / 1000.0).isCloseTo(0.5, within(0.06));
    }
}
