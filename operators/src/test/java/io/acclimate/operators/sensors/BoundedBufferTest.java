// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BoundedBufferTest {

    private static final WindowSpec SPEC = new WindowSpec(1, 128, 64, 20_000, 200_000, 100_000, 60_000_000);
    private static final int NEEDED = 128 + 64 + 10;

    @Test
    void aHundredThousandReadingsAtTheGridsRateNeverKeepMoreThanWindowStrideAndOutOfOrderSpan() {
        SplittableRandom random = new SplittableRandom(21);
        List<SensorReadings> packets = Packets.split(Packets.every(20_000, 7, 100_000), random, 100);

        List<Outcome> outcomes = Packets.run(SPEC, packets);

        assertThat(outcomes).allMatch(outcome -> outcome.state().size() <= NEEDED);
        assertThat(Packets.windows(outcomes)).hasSizeGreaterThan(1_500);
        assertThat(outcomes).allMatch(outcome -> outcome.counts().overflowed() == 0);
    }

    @Test
    void aHundredThousandFeatureRowsKeepOnlyTheOutOfOrderSpan() {
        WindowSpec rows = new WindowSpec(1, 1, 1, 0, 100, 1, 1000);
        List<SensorReadings> packets = Packets.split(Packets.every(10, 0, 100_000), new SplittableRandom(22), 100);

        List<Outcome> outcomes = Packets.run(rows, packets);

        assertThat(outcomes).allMatch(outcome -> outcome.state().size() <= 12);
        assertThat(Packets.windows(outcomes)).hasSize(100_000 - 10);
    }

    @Test
    void readingsAMicrosecondApartAreHeldToTheBoundAndDeadLettered() {
        Outcome outcome = Packets.last(Packets.run(SPEC, Packets.at(Packets.every(1, 0, 100_000))));

        assertThat(outcome.state().size()).isEqualTo(SPEC.maxBufferedReadings()).isEqualTo(4096);
        assertThat(outcome.counts().overflowed()).isEqualTo(100_000 - 4096);
        assertThat(outcome.deadLetter()).hasValueSatisfying(letter -> {
            assertThat(letter.reason()).isEqualTo(DropReason.OVERFLOW);
            assertThat(letter.message()).contains("4096", "window.period");
        });
    }

    @Test
    void readingsInReverseOrderAreHeldToTheBoundToo() {
        long[] times = Packets.every(-1, 150_000, 100_000);

        Outcome outcome = Packets.last(Packets.run(SPEC, Packets.at(times)));

        assertThat(outcome.state().size()).isEqualTo(4096);
        assertThat(outcome.state().timestampsMicros()).isSorted();
    }

    @Test
    void aStreamGoesOnAfterItsBufferOverflowed() {
        SensorReadings[] after = {
            Packets.at(Packets.every(20_000, 200_000, 100)), Packets.at(Packets.every(20_000, 2_200_000, 200))
        };

        List<Outcome> outcomes = Packets.run(SPEC, Packets.at(Packets.every(1, 0, 100_000)), after[0], after[1]);

        List<String> undisturbed = Packets.windows(Packets.run(SPEC, after));
        assertThat(Packets.windows(outcomes)).isNotEmpty().endsWith(undisturbed.get(undisturbed.size() - 1));
        assertThat(outcomes.get(2).deadLetter()).isEmpty();
        assertThat(outcomes.get(2).state().size()).isLessThanOrEqualTo(NEEDED);
    }

    @Test
    void oneLongPacketIsCutAsItIsTakenInAndLosesNothing() {
        long[] times = Packets.every(5_000, 0, 100_000);

        Outcome outcome = Packets.last(Packets.run(SPEC, Packets.at(times)));

        assertThat(outcome.counts().overflowed()).isZero();
        assertThat(Packets.windows(List.of(outcome))).isEqualTo(new WindowOracle(SPEC, times).windows());
    }

    @Test
    void stateOfAnotherNumberOfChannelsIsRefused() {
        SensorBuffer foreign = new SensorBuffer(new long[] {1}, new float[] {1, 2}, 0, 1, SensorBuffer.NONE);

        assertThatThrownBy(() -> new SensorWindowAssembler(SPEC).add(foreign, Packets.at(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("do not have 1 channels");
    }
}
