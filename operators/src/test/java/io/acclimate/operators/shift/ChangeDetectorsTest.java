// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What holds for every detector. */
class ChangeDetectorsTest {

    private static final int SIZE = 3;

    private static double[][] source() {
        SplittableRandom random = new SplittableRandom(9);
        double[][] rows = new double[80][SIZE];
        for (double[] row : rows) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        return rows;
    }

    private static SoftmaxReference softmax() {
        double[][] edges = new double[2][SoftmaxReference.BINS - 1];
        for (double[] row : edges) {
            Arrays.setAll(row, i -> (i + 1.0) / SoftmaxReference.BINS);
        }
        return new SoftmaxReference(new double[] {0.5, 0.5}, edges);
    }

    static Stream<ChangeDetector> detectors() {
        return Stream.of(
                new Cusum(0.5, 5),
                new Ewma(0.1, 4),
                PageHinkley.RIVER,
                GeometricMovingAverage.MOA,
                Adwin.RIVER,
                new Kswin(0.005, 60, 30, 3),
                new Mcusum(SIZE, 0.5, 8),
                new HotellingT2(SIZE, 0.001),
                new EDetector(EDetector.Kind.SR, 1000),
                new EDetector(EDetector.Kind.CUSUM, 1000),
                new EDetector(EDetector.Kind.MARTINGALE, 1000),
                new Bbsd(softmax(), 4, 0.001),
                new OnlineMmd(source(), 10, 100, 1),
                new OnlineLsdd(source(), 10, 100, 1));
    }

    /** An observation that the detector understands, shifted by 2 standard deviations from the 200th on. */
    private static double[] observation(ChangeDetector detector, SplittableRandom random, int i) {
        double shift = i < 200 ? 0 : 2;
        double[] values = new double[SIZE];
        Arrays.setAll(values, k -> random.nextGaussian() + shift);
        if (detector instanceof EDetector) {
            return new double[] {Distributions.normal(values[0])};
        }
        if (detector instanceof Bbsd bbsd) {
            float[][] rows = new float[64][];
            for (int n = 0; n < rows.length; n++) {
                float p = (float) Math.pow(random.nextDouble(), i < 200 ? 1 : 3);
                rows[n] = new float[] {p, 1 - p};
            }
            return bbsd.reference().count(rows);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void theVectorIsAllThatTheNextScoreDependsOn(ChangeDetector detector) {
        ChangeDetector other = detectors()
                .filter(candidate -> candidate.name().equals(detector.name()))
                .findFirst()
                .orElseThrow();
        SplittableRandom random = new SplittableRandom(4);
        double[] carried = detector.start();
        for (int i = 0; i < 300; i++) {
            double[] observation = observation(detector, random, i);
            double[] restored = carried.clone();
            double score = detector.update(carried, observation);
            if (i % 20 == 0) {
                assertThat(other.update(restored, observation)).isEqualTo(score);
                assertThat(restored).containsExactly(carried);
            }
            assertThat(Arrays.stream(carried)).allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aShiftOfTwoDeviationsIsFoundAndNothingBefore(ChangeDetector detector) {
        SplittableRandom random = new SplittableRandom(5);
        double[] state = detector.start();
        int found = 0;
        for (int i = 0; i < 500 && found == 0; i++) {
            double[] observation = observation(detector, random, i);
            found = detector.alarms(detector.update(state, observation)) ? i : 0;
        }
        assertThat(found).isBetween(200, 330);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aVectorOfAnotherDetectorIsRefused(ChangeDetector detector) {
        double[] state = detector.start();
        state[0]++;
        assertThatThrownBy(() -> detector.update(state, new double[SIZE]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(detector.name());
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void theVectorDoesNotGrow(ChangeDetector detector) {
        SplittableRandom random = new SplittableRandom(6);
        double[] state = detector.start();
        for (int i = 0; i < 400; i++) {
            detector.update(state, observation(detector, random, 0));
        }
        assertThat(state).hasSameSizeAs(detector.start());
        assertThat(state.length * Double.BYTES).isLessThan(2500);
    }

    @Test
    void aWindowTestWithTooShortAReferenceIsRefused() {
        assertThatThrownBy(() -> new OnlineMmd(source(), 30, 100, 1)).hasMessageContaining("at least 120 rows");
    }
}
