// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GridResamplingTest {

    private static final long PERIOD = 20_000;

    private static WindowSpec spec(int channels, int length, int stride) {
        return new WindowSpec(channels, length, stride, PERIOD, 0, 10 * PERIOD, 1000 * PERIOD);
    }

    @Test
    void readingsOnTheGridComeOutBitForBit() {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt(0x7F000000));
        }

        List<Outcome> outcomes = Packets.run(spec(1, 64, 64), Packets.of(Packets.every(PERIOD, 0, 64), values, 1));

        SensorWindow window = Packets.last(outcomes).windows().get(0);
        assertThat(window.data()).containsExactly(values);
        assertThat(window.startMicros()).isZero();
        assertThat(window.endMicros()).isEqualTo(64 * PERIOD);
    }

    @Test
    void windowsAreChannelMajor() {
        float[] rows = {1, 10, 100, 2, 20, 200};

        List<Outcome> outcomes = Packets.run(spec(3, 2, 2), Packets.of(new long[] {0, PERIOD}, rows, 3));

        assertThat(Packets.last(outcomes).windows().get(0).data()).containsExactly(1, 2, 10, 20, 100, 200);
    }

    @Test
    void aLinearSignalOnAnIrregularClockIsExactToFloatPrecision() {
        long[] times = Packets.irregular(new SplittableRandom(2), -3_000_017, 2000, 39_000);

        List<Outcome> outcomes = Packets.run(spec(1, 32, 16), Packets.of(t -> 1e-6 * t - 2, times));

        assertEveryPoint(outcomes, t -> 1e-6 * t - 2, 1e-5);
    }

    @Test
    void aSineOnAnIrregularClockStaysWithinTheBoundOfLinearInterpolation() {
        double omega = 2 * Math.PI * 1.5e-6;
        int longestStep = 30_000;
        long[] times = Packets.irregular(new SplittableRandom(3), 12_345, 2000, longestStep);

        List<Outcome> outcomes = Packets.run(spec(1, 32, 16), Packets.of(t -> Math.sin(omega * t), times));

        // h^2 / 8 * max |f''|, the textbook bound, and the rounding of readings and result to float.
        double bound = Math.pow(omega * longestStep, 2) / 8 + 1.5e-7;
        assertEveryPoint(outcomes, t -> Math.sin(omega * t), bound);
    }

    @Test
    void windowBoundsDoNotDependOnWhereTheStreamStarts() {
        long[] whole = Packets.every(7_001, 0, 400);
        List<String> all = Packets.windows(Packets.run(spec(1, 8, 4), Packets.at(whole)));
        long[] tail = Packets.every(7_001, 33 * 7_001, 400 - 33);

        List<String> fromTail = Packets.windows(Packets.run(spec(1, 8, 4), Packets.at(tail)));

        assertThat(fromTail).isNotEmpty().isEqualTo(all.subList(all.size() - fromTail.size(), all.size()));
    }

    @Test
    void timesBeforeTheEpochGiveWindowsThatAreAlignedAlike() {
        List<Outcome> outcomes = Packets.run(spec(1, 4, 4), Packets.at(Packets.every(PERIOD, -7 * PERIOD, 14)));

        assertThat(Packets.last(outcomes).windows())
                .extracting(SensorWindow::startMicros)
                .containsExactly(-4 * PERIOD, 0L);
    }

    @Test
    void aStrideLongerThanTheWindowLeavesPointsOut() {
        List<Outcome> outcomes = Packets.run(spec(1, 2, 5), Packets.at(Packets.every(PERIOD, 0, 12)));

        assertThat(Packets.last(outcomes).windows())
                .extracting(SensorWindow::startMicros)
                .containsExactly(0L, 5 * PERIOD, 10 * PERIOD);
        assertThat(Packets.last(outcomes).counts().lostWindows()).isZero();
    }

    @Test
    void aWindowWaitsUntilTheOutOfOrderBoundHasPassedItsLastPoint() {
        WindowSpec patient = new WindowSpec(1, 2, 2, 10, 15, 100, 1000);

        List<Outcome> outcomes = Packets.run(patient, Packets.at(0, 10, 20), Packets.at(24), Packets.at(25));

        assertThat(outcomes).extracting(outcome -> outcome.windows().size()).containsExactly(0, 0, 1);
    }

    private static void assertEveryPoint(List<Outcome> outcomes, LongToDoubleFunction signal, double bound) {
        List<SensorWindow> windows = Packets.last(outcomes).windows();
        assertThat(windows).hasSizeGreaterThan(50);
        for (SensorWindow window : windows) {
            for (int i = 0; i < window.data().length; i++) {
                double truth = signal.applyAsDouble(window.startMicros() + i * PERIOD);
                assertThat((double) window.data()[i]).isCloseTo(truth, within(bound));
            }
        }
    }
}
