// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorReadings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ClockJumpTest {

    private static final WindowSpec SPEC = new WindowSpec(1, 4, 4, 10, 20, 50, 1000);
    private static final long NOW = 100_000;

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000_000, NOW + 1_100, 4_000_000_000_000L, Long.MAX_VALUE - 50, Long.MIN_VALUE})
    void aSingleAbsurdPacketIsDroppedAndTheStreamGoesOnAsIfItHadNotBeen(long absurd) {
        SensorReadings before = Packets.at(Packets.every(10, NOW, 10));
        SensorReadings after = Packets.at(Packets.every(10, NOW + 100, 10));

        List<Outcome> outcomes = Packets.run(SPEC, before, Packets.at(absurd, absurd + 10), after);

        assertJump(outcomes.get(1));
        assertThat(Packets.windows(outcomes)).isEqualTo(Packets.windows(Packets.run(SPEC, before, after)));
        assertThat(outcomes.get(2).state().timestampsMicros())
                .isEqualTo(
                        Packets.last(Packets.run(SPEC, before, after)).state().timestampsMicros());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000_000, 4_000_000_000_000L})
    void aJumpThatTheNextPacketConfirmsRestartsTheStreamOnTheNewClock(long restarted) {
        SensorReadings before = Packets.at(Packets.every(10, NOW, 10));
        SensorReadings confirming = Packets.at(Packets.every(10, restarted + 100, 10));

        List<Outcome> outcomes = Packets.run(SPEC, before, Packets.at(Packets.every(10, restarted, 10)), confirming);

        assertJump(outcomes.get(1));
        assertThat(outcomes.get(2).counts()).isEqualTo(new Outcome.Counts(10, 0, 0, 0, 0, 1));
        assertThat(outcomes.get(2).deadLetter()).isEmpty();
        assertThat(outcomes.get(2))
                .usingRecursiveComparison()
                .ignoringFields("counts")
                .isEqualTo(alone(confirming));
    }

    @Test
    void theAbsurdPacketSentTwiceDoesNotConfirmItself() {
        SensorReadings absurd = Packets.at(4_000_000, 4_000_010);

        List<Outcome> outcomes = Packets.run(SPEC, Packets.at(NOW), absurd, absurd, absurd, Packets.at(NOW + 10));

        assertThat(outcomes.subList(1, 4)).allSatisfy(ClockJumpTest::assertJump);
        assertThat(outcomes.get(4).state().highestMicros()).isEqualTo(NOW + 10);
    }

    @Test
    void aPacketOfTheOldClockForgetsTheCandidate() {
        List<Outcome> outcomes =
                Packets.run(SPEC, Packets.at(NOW), Packets.at(0), Packets.at(NOW + 10), Packets.at(10));

        assertJump(outcomes.get(3));
    }

    @Test
    void oneAbsurdReadingInAPacketCostsThatPacketOnly() {
        List<Outcome> outcomes =
                Packets.run(SPEC, Packets.at(NOW), Packets.at(NOW + 10, 9_000_000, NOW + 20), Packets.at(NOW + 30));

        assertJump(outcomes.get(1));
        assertThat(outcomes.get(2).counts().accepted()).isEqualTo(1);
    }

    @Test
    void anAbsurdFirstPacketIsOvercomeByTheTwoThatFollow() {
        List<Outcome> outcomes = Packets.run(SPEC, Packets.at(9_000_000), Packets.at(NOW), Packets.at(NOW + 10));

        assertJump(outcomes.get(1));
        assertThat(outcomes.get(2).state().timestampsMicros()).containsExactly(NOW + 10);
    }

    @Test
    void packetsBehindByLessThanTheLongestJumpAreLateAndNeverResetTheClock() {
        SensorReadings[] packets = {
            Packets.at(Packets.every(10, NOW, 10)), Packets.at(NOW - 900), Packets.at(NOW - 890), Packets.at(NOW - 880)
        };

        List<Outcome> outcomes = Packets.run(SPEC, packets);

        assertThat(outcomes.subList(1, 4)).allSatisfy(outcome -> {
            assertThat(outcome.deadLetter().orElseThrow().reason()).isEqualTo(DropReason.LATE);
            assertThat(outcome.state())
                    .usingRecursiveComparison()
                    .isEqualTo(outcomes.get(0).state());
        });
    }

    @Test
    void aPacketOfOtherChannelsIsDroppedWithoutATrace() {
        SensorReadings wide = Packets.of(new long[] {NOW + 10}, new float[] {1, 2}, 2);

        List<Outcome> outcomes = Packets.run(SPEC, Packets.at(NOW), wide);

        assertThat(outcomes.get(1).deadLetter().orElseThrow().reason()).isEqualTo(DropReason.WRONG_CHANNELS);
        assertThat(outcomes.get(1).state()).isSameAs(outcomes.get(0).state());
    }

    private static Outcome alone(SensorReadings packet) {
        return Packets.last(Packets.run(SPEC, packet));
    }

    private static void assertJump(Outcome outcome) {
        assertThat(outcome.deadLetter()).hasValueSatisfying(letter -> {
            assertThat(letter.reason()).isEqualTo(DropReason.CLOCK_JUMP);
            assertThat(letter.message()).contains("window.max-clock-jump");
        });
        assertThat(outcome.windows()).isEmpty();
        assertThat(outcome.counts()).isEqualTo(Outcome.Counts.ZERO);
    }
}
