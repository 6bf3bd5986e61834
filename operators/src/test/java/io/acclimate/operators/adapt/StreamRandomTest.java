// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class StreamRandomTest {

    private static final int DRAWS = 1_000_000;

    @Test
    void theSameSeedAndStepGiveTheSameNumbers() {
        StreamRandom one = new StreamRandom(3, 9);
        StreamRandom other = new StreamRandom(3, 9);

        for (int i = 0; i < 100; i++) {
            assertThat(one.bits()).isEqualTo(other.bits());
        }
    }

    @Test
    void gaussiansHaveMeanZeroVarianceOneAndTheBoundOfFourUniforms() {
        StreamRandom random = new StreamRandom(1, 1);
        double sum = 0;
        double squares = 0;
        double cubes = 0;
        double largest = 0;
        for (int i = 0; i < DRAWS; i++) {
            double value = random.gaussian();
            sum += value;
            squares += value * value;
            cubes += value * value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(sum / DRAWS).isCloseTo(0, within(0.005));
        assertThat(squares / DRAWS).isCloseTo(1, within(0.005));
        assertThat(cubes / DRAWS).isCloseTo(0, within(0.01));
        assertThat(largest).isBetween(3.0, 3.47);
    }

    @Test
    void uniformsFillTheUnitInterval() {
        StreamRandom random = new StreamRandom(2, 5);
        int[] cells = new int[10];
        for (int i = 0; i < DRAWS; i++) {
            double value = random.uniform();
            assertThat(value >= 0 && value < 1).isTrue();
            cells[(int) (value * cells.length)]++;
        }
        for (int cell : cells) {
            assertThat(cell).isBetween(DRAWS / 10 - 1500, DRAWS / 10 + 1500);
        }
    }

    @Test
    void firstNumbersOfConsecutiveStepsAreUncorrelated() {
        assertThat(correlation(i -> new StreamRandom(7, i).bits())).isCloseTo(0, within(0.01));
    }

    @Test
    void firstNumbersOfConsecutiveSeedsAreUncorrelated() {
        assertThat(correlation(i -> new StreamRandom(i, 7).bits())).isCloseTo(0, within(0.01));
    }

    private static double correlation(LongUnaryOperator bits) {
        double sum = 0;
        int pairs = 100_000;
        for (int i = 0; i < pairs; i++) {
            sum += centred(bits.applyAsLong(i)) * centred(bits.applyAsLong(i + 1));
        }
        return sum / pairs * 12;
    }

    private static double centred(long bits) {
        return (bits >>> 11) * 0x1.0p-53 - 0.5;
    }

    @Test
    void streamsAndJobsHaveSeedsOfTheirOwn() {
        Set<Long> seeds = new HashSet<>();
        for (int job = 0; job < 3; job++) {
            for (int i = 0; i < 20_000; i++) {
                seeds.add(StreamRandom.seed(job, "machine-" + i));
            }
        }
        assertThat(seeds).hasSize(60_000);
        assertThat(StreamRandom.seed(1, "ab")).isNotEqualTo(StreamRandom.seed(1, "ba"));
    }
}
