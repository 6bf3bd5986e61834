// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Simulated run lengths are the published ones. */
class DetectorRunLengthTest {

    private final SplittableRandom random = new SplittableRandom(12);

    private double meanRunLength(ChangeDetector detector, int runs, Supplier<double[]> observations) {
        long total = 0;
        for (int run = 0; run < runs; run++) {
            double[] state = detector.start();
            do {
                total++;
            } while (!detector.alarms(detector.update(state, observations.get())));
        }
        return (double) total / runs;
    }

    private double[] gaussian(int size, double shift) {
        double[] values = new double[size];
        Arrays.setAll(values, i -> random.nextGaussian());
        values[0] += shift;
        return values;
    }

    /** Simulated figures of the published table: threshold 4: 171 and 8.5; 5: 10.4. */
    @ParameterizedTest
    @CsvSource({"4, 0, 171", "4, 1, 8.5", "4, 2, 3.5", "5, 1, 10.4", "5, 2, 3.9", "8, 1, 16.3", "8, 2, 5.9"})
    void cusum(double threshold, double shift, double expected) {
        double measured = meanRunLength(new Cusum(0.5, threshold), 3000, () -> gaussian(1, shift));

        assertThat(measured).isCloseTo(expected, within(0.1 * expected));
    }

    /** Crosier 1988: run length about 200 without a shift; its delays at a shift of length 1. */
    @ParameterizedTest
    @CsvSource({
        "2, 5.5, 0, 200",
        "5, 9.46, 0, 200",
        "10, 14.9, 0, 200",
        "2, 5.5, 1, 9.6",
        "5, 9.46, 1, 13.9",
        "10, 14.9, 1, 18.3"
    })
    void mcusum(int size, double threshold, double shift, double expected) {
        double measured = meanRunLength(new Mcusum(size, 0.5, threshold), 1500, () -> gaussian(size, shift));

        assertThat(measured).isCloseTo(expected, within(0.12 * expected));
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 6", "5, 11", "8, 14"})
    void theMarkovChainGivesTheRunLengthOfMcusum(int size, double threshold) {
        double measured = meanRunLength(new Mcusum(size, 0.5, threshold), 1500, () -> gaussian(size, 0));

        assertThat(McusumRunLength.of(size, threshold)).isCloseTo(measured, within(0.08 * measured));
    }

    @Test
    void theThresholdOfMcusumIsWhereItsRunLengthIsTheWantedOne() {
        double threshold = McusumRunLength.threshold(8, 1e8);

        assertThat(McusumRunLength.of(8, threshold)).isCloseTo(1e8, within(1e6));
        assertThat(McusumRunLength.of(8, threshold + 2)).isBetween(3e8, 8e8);
    }

    @ParameterizedTest
    @CsvSource({"SR, 500", "CUSUM, 500"})
    void bettingDetectorsRunAtLeastAsLongAsTheyPromise(EDetector.Kind kind, double threshold) {
        double measured = meanRunLength(new EDetector(kind, threshold), 300, () -> new double[] {random.nextDouble()});

        assertThat(measured).isGreaterThan(threshold);
    }

    @Test
    void theMartingaleKeepsVillesBound() {
        EDetector martingale = new EDetector(EDetector.Kind.MARTINGALE, 20);
        int reached = 0;
        int runs = 1500;
        for (int run = 0; run < runs; run++) {
            double[] state = martingale.start();
            boolean alarm = false;
            for (int i = 0; i < 1000 && !alarm; i++) {
                alarm = martingale.alarms(martingale.update(state, random.nextDouble()));
            }
            reached += alarm ? 1 : 0;
        }
        // One in twenty, and three standard errors.
        assertThat((double) reached / runs)
                .isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / runs))
                .isGreaterThan(0.005);
    }

    @Test
    void hotellingAlarmsAsOftenAsItsAlphaSays() {
        double measured = meanRunLength(new HotellingT2(4, 0.01), 4000, () -> gaussian(4, 0));

        assertThat(measured).isCloseTo(100, within(6.0));
    }

    @Test
    void windowTestsRunWithinAThirdAndThreeTimesWhatTheyPromise() {
        double[][] source = new double[200][];
        Arrays.setAll(source, i -> gaussian(2, 0));
        for (ChangeDetector test :
                new ChangeDetector[] {new OnlineMmd(source, 10, 50, 1), new OnlineLsdd(source, 10, 50, 1)}) {
            assertThat(meanRunLength(test, 60, () -> gaussian(2, 0))).isBetween(50.0 / 3, 150.0);
            assertThat(meanRunLength(test, 60, () -> gaussian(2, 2))).isLessThan(25.0);
        }
    }

    @Test
    void distributionsMatchTables() {
        assertThat(Distributions.chiSquareQuantile(0.95, 10)).isCloseTo(18.307, within(1e-3));
        assertThat(Distributions.chiSquareUpper(100, 4)).isCloseTo(9.8366e-21, within(1e-24));
        assertThat(Distributions.normal(-1.959964)).isCloseTo(0.025, within(1e-6));
        assertThat(Distributions.kolmogorovUpper(0.134, 100)).isCloseTo(0.05, within(0.005));
        assertThat(McusumRunLength.noncentral(10, 4, 3)).isCloseTo(0.783763, within(1e-5));
    }
}
