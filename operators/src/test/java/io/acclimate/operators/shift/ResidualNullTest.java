// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.shift;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ResidualNullTest {

    private static final double DEGREES = 3;
    private static final double RARE = 0.01;
    private static final int STREAMS = 40_000;

    private static ResidualNull of(int batches, SplittableRandom random) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < batches; i++) {
            double residual = Distributions.chiSquare(DEGREES, random) / DEGREES;
            sum += residual;
            squares += residual * residual;
        }
        return new ResidualNull(sum / batches, squares / batches, batches);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30})
    void ofFewBatchesFalseAlarmsAreAsRareAsSaidAndWithoutTheBootstrapTheyAreNot(int batches) {
        SplittableRandom random = new SplittableRandom(batches);
        int plain = 0;
        int calibrated = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            ResidualNull known = of(batches, random);
            double residual = Distributions.chiSquare(DEGREES, random) / DEGREES;
            plain += known.upper(residual, 0) <= RARE ? 1 : 0;
            calibrated += known.upper(residual, RARE) <= RARE ? 1 : 0;
        }
        assertThat((double) plain / STREAMS).isGreaterThan(1.7 * RARE);
        assertThat((double) calibrated / STREAMS).isBetween(RARE / 1.5, 1.5 * RARE);
    }

    @Test
    void ofManyBatchesTheBootstrapChangesLittle() {
        ResidualNull known = of(500, new SplittableRandom(5));
        double residual = Distributions.chiSquareQuantile(0.995, DEGREES) / DEGREES;

        assertThat(known.upper(residual, RARE)).isCloseTo(known.upper(residual, 0), within(0.001));
    }

    @Test
    void theSameNumbersGiveTheSameProbability() {
        ResidualNull known = of(12, new SplittableRandom(6));

        assertThat(known.upper(4, RARE)).isEqualTo(known.upper(4, RARE)).isLessThan(1);
    }

    @Test
    void aResidualBeyondEveryDoubtIsStillRare() {
        assertThat(of(12, new SplittableRandom(7)).upper(1e6, RARE)).isLessThan(1e-6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2, 7.5})
    void drawnChiSquareNumbersHaveTheirMeanAndVariance(double degrees) {
        SplittableRandom random = new SplittableRandom(8);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 200_000; i++) {
            double drawn = Distributions.chiSquare(degrees, random);
            sum += drawn;
            squares += drawn * drawn;
        }
        double mean = sum / 200_000;
        assertThat(mean).isCloseTo(degrees, within(0.02 * degrees));
        assertThat(squares / 200_000 - mean * mean).isCloseTo(2 * degrees, within(0.1 * degrees));
    }
}
