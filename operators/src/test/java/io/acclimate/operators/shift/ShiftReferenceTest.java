// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ShiftReferenceTest {

    private static final ShiftReference REFERENCE = new ShiftReference(
            List.of("a", "b"),
            new int[] {1, 4, 16},
            new double[][] {{0, 1}, {0, 2}, {0, 3}},
            new double[][] {{4, 1}, {2, 1}, {1, 0}},
            new double[] {0, 0});

    private static double score(int statistic, int batchSize, double mean) {
        return REFERENCE.excess(statistic, batchSize, mean) / REFERENCE.deviation(statistic, batchSize);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.25", "2, 0.25", "4, 0.5", "15, 0.5", "16, 1", "1000, 1", "0, 0.25"})
    void aBatchIsComparedWithTheLargestMeasuredSizeThatItFills(int batchSize, double score) {
        assertThat(score(0, batchSize, Math.E)).isCloseTo(score, within(1e-5));
    }

    @Test
    void everyStatisticHasItsOwnReference() {
        assertThat(score(1, 4, Math.exp(5))).isCloseTo(3, within(1e-5));
    }

    @Test
    void aReferenceWithoutSpreadGivesAFiniteScore() {
        assertThat(score(1, 16, Math.exp(3.5))).isCloseTo(500, within(0.1));
    }

    @Test
    void zeroIsScaledToAFiniteNumber() {
        assertThat(ShiftReference.scaled(0)).isFinite().isNegative();
    }
}
