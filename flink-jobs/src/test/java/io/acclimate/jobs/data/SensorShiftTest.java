// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class SensorShiftTest {

    private static final int CHANNELS = 6;
    private static final int READINGS = 4000;
    private static final long START = 1000;
    private static final long FULL = 2000;
    private static final long END = 3000;
    private static final double[] FACTORS = {1.7, 0.6, 2, 1, 0.1, -1};
    private static final double[] OFFSETS = {0.5, -0.25, 1e-3, 0, 7, -3};
    private static final double[] DEVIATIONS = {0.5, 1, 2, 0, 0.1, 3};
    private static final double[] AXIS = {1, -2, 0.5};
    private static final double ANGLE = 1.2;

    private static final Recording CLEAN = clean();

    private static Recording clean() {
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[READINGS * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        long[] times = IntStream.range(0, READINGS).mapToLong(i -> i).toArray();
        return new Recording("s", times, values, CHANNELS, new int[READINGS], List.of());
    }

    static Stream<SensorShift> everyShift() {
        return Stream.of(
                SensorShift.gain(FACTORS),
                SensorShift.bias(OFFSETS),
                SensorShift.noise(3, DEVIATIONS),
                SensorShift.deadAxis(2, 0.125),
                SensorShift.remount(AXIS, ANGLE));
    }

    private static Recording returning(SensorShift shift) {
        return shift.apply(CLEAN, KnownShift.returning(shift.kind(), START, FULL, END));
    }

    @ParameterizedTest
    @MethodSource("everyShift")
    void readingsBeforeTheStartAndAfterTheEndKeepTheirBits(SensorShift shift) {
        Recording shifted = returning(shift);
        assertThat(shifted.slice(0, START + 1).values())
                .isEqualTo(CLEAN.slice(0, START + 1).values());
        assertThat(shifted.slice(END, READINGS).values())
                .isEqualTo(CLEAN.slice(END, READINGS).values());
        assertThat(shifted.slice(START + 1, END).values())
                .isNotEqualTo(CLEAN.slice(START + 1, END).values());
    }

    @ParameterizedTest
    @MethodSource("everyShift")
    void anAbruptShiftEqualsAGradualOneOfFullStrength(SensorShift shift) {
        Recording abrupt = shift.apply(CLEAN, KnownShift.abrupt(shift.kind(), START));
        Recording gradual = shift.apply(CLEAN, KnownShift.gradual(shift.kind(), START - 1, START));
        assertThat(abrupt.values()).isEqualTo(gradual.values());
    }

    @ParameterizedTest
    @MethodSource("everyShift")
    void theShiftIsNotedAndTheOriginalLeftAlone(SensorShift shift) {
        Recording twice = shift.apply(returning(shift), KnownShift.abrupt(shift.kind(), END));
        assertThat(twice.shifts())
                .containsExactly(
                        KnownShift.returning(shift.kind(), START, FULL, END), KnownShift.abrupt(shift.kind(), END));
        assertThat(CLEAN.values()).isEqualTo(clean().values());
    }

    @Test
    void gainMultipliesEachChannelByItsFactor() {
        forEachValue(returning(SensorShift.gain(FACTORS)), (x, y, c, s) -> assertThat(y)
                .isEqualTo((float) (x * (1 + s * (FACTORS[c] - 1)))));
    }

    @Test
    void biasAddsEachChannelsOffset() {
        forEachValue(returning(SensorShift.bias(OFFSETS)), (x, y, c, s) -> assertThat(y)
                .isEqualTo((float) (x + s * OFFSETS[c])));
    }

    @Test
    void aDeadAxisReadsTheConstantAndOthersKeepTheirBits() {
        forEachValue(returning(SensorShift.deadAxis(2, 0.125)), (x, y, c, s) -> assertThat(y)
                .isEqualTo(c == 2 ? (float) ((1 - s) * x + s * 0.125) : x));
        Recording shifted = returning(SensorShift.deadAxis(2, 0.125));
        assertThat(shifted.value((int) FULL, 2)).isEqualTo(0.125f);
    }

    @Test
    void noiseHasMeanZeroAndItsStandardDeviation() {
        Recording shifted = SensorShift.noise(3, DEVIATIONS).apply(CLEAN, KnownShift.abrupt(ShiftKind.NOISE, 0));
        for (int c = 0; c < CHANNELS; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < READINGS; i++) {
                double noise = shifted.value(i, c) - (double) CLEAN.value(i, c);
                sum += noise;
                squares += noise * noise;
            }
            assertThat(sum / READINGS).isCloseTo(0, within(4 * DEVIATIONS[c] / Math.sqrt(READINGS) + 1e-9));
            assertThat(Math.sqrt(squares / READINGS)).isCloseTo(DEVIATIONS[c], within(0.05 * DEVIATIONS[c] + 1e-9));
        }
    }

    @Test
    void noiseDependsOnSeedAndStreamOnly() {
        float[] once = returning(SensorShift.noise(3, DEVIATIONS)).values();
        Recording other =
                new Recording("t", CLEAN.timestampsMicros(), CLEAN.values(), CHANNELS, CLEAN.labels(), List.of());
        KnownShift when = KnownShift.returning(ShiftKind.NOISE, START, FULL, END);
        assertThat(returning(SensorShift.noise(3, DEVIATIONS)).values()).isEqualTo(once);
        assertThat(returning(SensorShift.noise(4, DEVIATIONS)).values()).isNotEqualTo(once);
        assertThat(SensorShift.noise(3, DEVIATIONS).apply(other, when).values()).isNotEqualTo(once);
    }

    @Test
    void remountKeepsTheNormAndTheAngleGrowsLinearly() {
        Recording shifted = returning(SensorShift.remount(AXIS, ANGLE));
        KnownShift when = shifted.shifts().get(0);
        for (int i = (int) START; i < END; i++) {
            for (int frame = 0; frame < CHANNELS; frame += 3) {
                double[] x = frame(CLEAN, i, frame);
                double[] y = frame(shifted, i, frame);
                assertThat(dot(y, y)).isCloseTo(dot(x, x), within(1e-5));
                assertThat(dot(y, AXIS)).isCloseTo(dot(x, AXIS), within(1e-5));
                assertThat(angleAboutAxis(x, y)).isCloseTo(when.strengthAt(i) * ANGLE, within(2e-3));
            }
        }
    }

    @Test
    void remountIsRightHanded() {
        Recording one = new Recording("s", new long[] {0}, new float[] {1, 0, 0}, 3, new int[1], List.of());
        Recording shifted = SensorShift.remount(new double[] {0, 0, 9}, Math.PI / 2)
                .apply(one, KnownShift.abrupt(ShiftKind.REMOUNT, 0));
        assertThat(shifted.values()).containsExactly(new float[] {0, 1, 0}, within(1e-7f));
    }

    @Test
    void refusesShiftsThatDoNotFitTheRecording() {
        KnownShift gain = KnownShift.abrupt(ShiftKind.GAIN_DRIFT, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SensorShift.gain(1, 2).apply(CLEAN, gain))
                .withMessage("s has 6 channels, but 2 gain factors were given");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SensorShift.deadAxis(6, 0).apply(CLEAN, KnownShift.abrupt(ShiftKind.DEAD_AXIS, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SensorShift.bias(OFFSETS).apply(CLEAN, gain));
        assertThatIllegalArgumentException().isThrownBy(() -> SensorShift.remount(new double[3], 1));
        Recording two = new Recording("s", new long[] {0}, new float[2], 2, new int[1], List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SensorShift.remount(AXIS, 1).apply(two, KnownShift.abrupt(ShiftKind.REMOUNT, 0)));
    }

    @FunctionalInterface
    private interface ValueCheck {
        void check(float clean, float shifted, int channel, double strength);
    }

    private static void forEachValue(Recording shifted, ValueCheck check) {
        KnownShift when = shifted.shifts().get(0);
        for (int i = 0; i < READINGS; i++) {
            double strength = i < START || i >= END ? 0 : Math.min(1, (i - START) / (double) (FULL - START));
            assertThat(when.strengthAt(i)).isEqualTo(strength);
            for (int c = 0; c < CHANNELS; c++) {
                check.check(CLEAN.value(i, c), shifted.value(i, c), c, strength);
            }
        }
    }

    private static double[] frame(Recording recording, int reading, int from) {
        return new double[] {
            recording.value(reading, from), recording.value(reading, from + 1), recording.value(reading, from + 2)
        };
    }

    private static double angleAboutAxis(double[] x, double[] y) {
        double length = Math.sqrt(dot(AXIS, AXIS));
        double[] cross = {x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]};
        double along = dot(x, AXIS) * dot(y, AXIS) / (length * length);
        return Math.atan2(dot(cross, AXIS) / length, dot(x, y) - along);
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
