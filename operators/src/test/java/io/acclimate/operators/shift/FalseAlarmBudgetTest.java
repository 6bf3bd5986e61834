// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FalseAlarmBudgetTest {

    /** Siegmund's approximation as tabulated: threshold, two-sided run length, delays at 1, 1.5, 2 and 3 deviations. */
    @ParameterizedTest
    @CsvSource({
        "4, 1.7e2, 8.3, 4.7, 3.2, 2.0",
        "5, 4.7e2, 10.3, 5.7, 3.9, 2.4",
        "8, 9.6e3, 16.3, 8.7, 5.9, 3.6",
        "10, 7.1e4, 20.3, 10.7, 7.2, 4.4",
        "13, 1.4e6, 26.3, 13.7, 9.2, 5.6"
    })
    void runLengthsAreTheTabulatedOnes(
            double threshold, double twoSided, double one, double oneAndAHalf, double two, double three) {
        double found = FalseAlarmBudget.runLength(threshold, 0) / 2;

        assertThat(found / twoSided).isCloseTo(1, within(0.05 / Double.parseDouble(leading(twoSided))));
        assertThat(FalseAlarmBudget.runLength(threshold, 1)).isCloseTo(one, within(0.06));
        assertThat(FalseAlarmBudget.runLength(threshold, 1.5)).isCloseTo(oneAndAHalf, within(0.06));
        assertThat(FalseAlarmBudget.runLength(threshold, 2)).isCloseTo(two, within(0.06));
        assertThat(FalseAlarmBudget.runLength(threshold, 3)).isCloseTo(three, within(0.06));
    }

    private static String leading(double value) {
        return "%.1e".formatted(value).substring(0, 3);
    }

    @Test
    void aShiftOfTheReferenceValueIsTheLimitOfItsNeighbours() {
        double at = FalseAlarmBudget.runLength(5, FalseAlarmBudget.REFERENCE_VALUE);

        assertThat(FalseAlarmBudget.runLength(5, FalseAlarmBudget.REFERENCE_VALUE + 1e-4))
                .isCloseTo(at, within(0.05));
        assertThat(FalseAlarmBudget.runLength(5, FalseAlarmBudget.REFERENCE_VALUE - 1e-4))
                .isCloseTo(at, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 500", "0.1, 1000, 3, 1440", "24, 10, 3, 86400", "1, 200000, 3, 86400"})
    void theThresholdSpendsTheBudgetOfTheWholeFleet(
            double alarmsPerDay, int streams, int charts, double batchesPerDay) {
        double threshold = FalseAlarmBudget.threshold(alarmsPerDay, streams, charts, batchesPerDay);

        double batchesPerAlarm = FalseAlarmBudget.runLength(threshold, 0) / 2;
        double alarms = streams * charts * batchesPerDay / batchesPerAlarm;
        assertThat(alarms / alarmsPerDay).isCloseTo(1, within(1e-9));
    }

    @Test
    void aSmallerBudgetAsksForAHigherThreshold() {
        assertThat(FalseAlarmBudget.threshold(0.01, 10, 3, 1000))
                .isGreaterThan(FalseAlarmBudget.threshold(1, 10, 3, 1000));
    }

    @Test
    void aFleetMayBeLarge() {
        assertThat(FalseAlarmBudget.threshold(1, 1_000_000_000, 3, 1000))
                .isGreaterThan(FalseAlarmBudget.threshold(1, 100_000_000, 3, 1000));
    }
}
