// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class RecordingTest {

    private static final long[] TIMES = {10, 20, 30};
    private static final float[] VALUES = {1, -1, 2, -2, 3, -3};
    private static final int[] LABELS = {0, -1, 1};

    private static Recording recording(long[] times, float[] values, int[] labels) {
        return new Recording("s", times, values, 2, labels, List.of());
    }

    @Test
    void sliceKeepsReadingsFromTheFirstInstantUpToButNotIncludingTheSecond() {
        Recording part = recording(TIMES, VALUES, LABELS).slice(15, 30);
        assertThat(part.timestampsMicros()).containsExactly(20);
        assertThat(part.values()).containsExactly(2, -2);
        assertThat(part.labels()).containsExactly(-1);
    }

    @Test
    void sliceOutsideOfTheRecordingIsEmpty() {
        assertThat(recording(TIMES, VALUES, LABELS).slice(31, 99).readings()).isZero();
        assertThat(recording(TIMES, VALUES, LABELS).slice(25, 5).readings()).isZero();
    }

    @Test
    void standardDeviationsArePerChannel() {
        double[] deviations =
                recording(TIMES, new float[] {1, 5, 2, 5, 3, 5}, LABELS).standardDeviations();
        assertThat(deviations[0]).isCloseTo(Math.sqrt(2 / 3.0), within(1e-12));
        assertThat(deviations[1]).isZero();
    }

    @Test
    void refusesShapesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recording(TIMES, new float[5], LABELS))
                .withMessageContaining("2 values each, but there are 3 labels and 5 values");
        assertThatIllegalArgumentException().isThrownBy(() -> recording(TIMES, VALUES, new int[2]));
    }

    @Test
    void refusesAClockThatStands() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recording(new long[] {10, 10, 30}, VALUES, LABELS))
                .withMessage("s: reading 1 is at 10 us, not after the one before (10 us)");
    }

    @Test
    void refusesValuesThatAreNotFiniteAndLabelsBelowMinusOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recording(TIMES, new float[] {1, 2, 3, Float.NaN, 5, 6}, LABELS))
                .withMessageContaining("reading 1 has the value NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recording(TIMES, VALUES, new int[] {0, 0, -2}))
                .withMessageContaining("reading 2 has the label -2");
    }

    @Test
    void strengthOfAShiftRampsAndReturns() {
        KnownShift shift = KnownShift.returning(ShiftKind.NOISE, 100, 200, 300);
        assertThat(LongStream.of(99, 100, 150, 200, 299, 300).mapToDouble(shift::strengthAt))
                .containsExactly(0.0, 0.0, 0.5, 1.0, 1.0, 0.0);
        assertThat(KnownShift.abrupt(ShiftKind.NOISE, 100).strengthAt(100)).isEqualTo(1);
    }

    @Test
    void refusesShiftTimesThatContradictTheProfile() {
        assertThatIllegalArgumentException().isThrownBy(() -> KnownShift.gradual(ShiftKind.NOISE, 5, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> KnownShift.returning(ShiftKind.NOISE, 5, 9, 8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KnownShift.returning(ShiftKind.NOISE, 5, 9, Long.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> KnownShift.abrupt(ShiftKind.NONE, 5));
    }

    @Test
    void aRecordingWithoutShiftsIsOfKindNone() {
        assertThat(recording(TIMES, VALUES, LABELS).shiftKind()).isEqualTo(ShiftKind.NONE);
    }
}
