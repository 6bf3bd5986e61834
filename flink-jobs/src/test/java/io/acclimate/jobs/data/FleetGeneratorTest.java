// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class FleetGeneratorTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final FleetGenerator FLEET =
            new FleetGenerator(11, 6, 2, 6, Duration.ofSeconds(240), Duration.ofSeconds(240));
    private static final SpectralRidge RIDGE = SpectralRidge.fit(FLEET.training(), OperatingCondition.values().length);

    private static FleetGenerator fleet(long seed, int machines) {
        return new FleetGenerator(seed, machines, machines, machines, MINUTE, MINUTE);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Recording once = fleet(4, 2).live().get(1);
        Recording again = fleet(4, 2).live().get(1);
        assertThat(again.values()).isEqualTo(once.values());
        assertThat(again.timestampsMicros()).isEqualTo(once.timestampsMicros());
        assertThat(again.labels()).isEqualTo(once.labels());
        assertThat(again.shifts()).isEqualTo(once.shifts());
        assertThat(fleet(5, 2).live().get(1).values()).isNotEqualTo(once.values());
    }

    @Test
    void aMachineIsTheSameInAFleetOfAnySize() {
        assertThat(fleet(4, 5).live().get(1).values())
                .isEqualTo(fleet(4, 2).live().get(1).values());
        assertThat(fleet(4, 5).training().get(0).values())
                .isEqualTo(fleet(4, 2).training().get(0).values());
    }

    @Test
    void machinesOfAllPartsDiffer() {
        FleetGenerator fleet = fleet(4, 3);
        List<Recording> all = new ArrayList<>(fleet.training());
        all.addAll(fleet.validation());
        all.addAll(fleet.live());
        assertThat(all).extracting(Recording::streamId).doesNotHaveDuplicates();
        assertThat(all).extracting(r -> Arrays.hashCode(r.values())).doesNotHaveDuplicates();
    }

    @Test
    void eighteenLiveMachinesSeeEveryKindUnderEveryProfileAndThreeStayUnshifted() {
        List<Recording> live = new FleetGenerator(1, 1, 1, 18, MINUTE, Duration.ofSeconds(10)).live();
        assertThat(live.stream().filter(r -> r.shiftKind() == ShiftKind.NONE)).hasSize(3);
        assertThat(live.stream()
                        .flatMap(r -> r.shifts().stream())
                        .map(s -> s.kind() + " " + s.profile())
                        .collect(Collectors.toSet()))
                .hasSize(15);
    }

    @Test
    void liveMachinesAreHealthyBeforeTheirShift() {
        FleetGenerator fleet = fleet(4, 6);
        List<Recording> live = fleet.live();
        for (int i = 0; i < 6; i++) {
            Recording healthy = fleet.unshifted(i);
            long start = i == 0 ? Long.MAX_VALUE : live.get(i).shifts().get(0).startMicros();
            assertThat(start).isGreaterThanOrEqualTo(23_900_000);
            assertThat(live.get(i).slice(0, start).values())
                    .isEqualTo(healthy.slice(0, start).values());
        }
    }

    @Test
    void theDeviceClockJittersAndLosesReadings() {
        Recording machine = FLEET.unshifted(0);
        long[] times = machine.timestampsMicros();
        assertThat(machine.readings()).isBetween(23_800, 23_990);
        long[] steps = IntStream.range(1, times.length)
                .mapToLong(i -> times[i] - times[i - 1])
                .filter(step -> step < 15_000)
                .toArray();
        double mean = Arrays.stream(steps).average().orElseThrow();
        double variance = Arrays.stream(steps)
                .mapToDouble(step -> (step - mean) * (step - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(10_000, within(5.0));
        assertThat(Math.sqrt(variance)).isCloseTo(150 * Math.sqrt(2), within(10.0));
        assertThat(times[times.length - 1]).isCloseTo(240_000_000, within(100_000L));
    }

    @Test
    void conditionsLastFiveToTwentySecondsAndAllOccur() {
        Recording machine = new FleetGenerator(2, 1, 1, 1, MINUTE, Duration.ofMinutes(20)).unshifted(0);
        int[] labels = machine.labels();
        assertThat(Arrays.stream(labels).distinct().sorted()).containsExactly(-1, 0, 1, 2, 3, 4, 5);
        int runStart = IntStream.range(0, labels.length)
                .filter(i -> labels[i] < 0)
                .findFirst()
                .orElseThrow();
        for (int i = runStart + 1; i < labels.length; i++) {
            if (labels[i] < 0 && labels[i - 1] >= 0) {
                long dwell = machine.timestampsMicros()[i] - machine.timestampsMicros()[runStart];
                assertThat(dwell).isBetween(4_800_000L, 20_200_000L);
                runStart = i;
            }
        }
    }

    @Test
    void gravityStandsUprightInEveryMachine() {
        for (Recording machine : FLEET.training()) {
            double[] sum = new double[3];
            for (int i = 0; i < machine.readings(); i++) {
                for (int c = 0; c < 3; c++) {
                    sum[c] += machine.value(i, c) / machine.readings();
                }
            }
            assertThat(sum[1]).isCloseTo(1, within(0.1));
            assertThat(Math.hypot(sum[0], sum[2])).isLessThan(0.25);
        }
    }

    @Test
    void aSimpleClassifierIsNearlyPerfectOnUnshiftedMachines() {
        assertThat(RIDGE.accuracy(FLEET.validation())).isGreaterThan(90);
        assertThat(RIDGE.accuracy(unshifted())).isGreaterThan(90);
    }

    @ParameterizedTest
    @FieldSource("io.acclimate.jobs.data.StandardShifts#KINDS")
    void everyShiftAtFullStrengthCostsMoreThanTenPoints(ShiftKind kind) {
        List<Recording> shifted = unshifted().stream()
                .map(machine -> StandardShifts.apply(machine, kind, ShiftProfile.ABRUPT, 11))
                .map(machine -> machine.slice(machine.shifts().get(0).fullMicros(), Long.MAX_VALUE))
                .toList();
        assertThat(RIDGE.accuracy(shifted)).isLessThan(RIDGE.accuracy(unshifted()) - 10);
    }

    private static List<Recording> unshifted() {
        return IntStream.range(0, 6).mapToObj(FLEET::unshifted).toList();
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FleetGenerator(1, 0, 1, 1, MINUTE, MINUTE))
                .withMessageContaining("at least 1 machine for training");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FleetGenerator(1, 1, 1, 1, MINUTE, Duration.ofMillis(999)))
                .withMessageContaining("1 second to 24 hours");
    }
}
