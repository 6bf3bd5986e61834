// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorReadings;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class PacketOrderTest {

    private static final int TRIALS = 300;

    @Test
    void windowsAreThoseOfTheDefinitionHoweverTheReadingsAreSplitAndShuffled() {
        SplittableRandom random = new SplittableRandom(11);
        int windowsSeen = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            WindowSpec spec = randomSpec(random);
            long[] times = Packets.irregular(random, random.nextLong(-5_000, 5_000), 400, 2 + random.nextInt(40));
            List<String> expected = new WindowOracle(spec, times).windows();
            shuffleWithin(spec.outOfOrderMicros(), times, random);

            List<Outcome> outcomes = Packets.run(spec, Packets.split(times, random, 1 + random.nextInt(60)));

            assertThat(Packets.windows(outcomes)).as("%s", spec).isEqualTo(expected);
            assertThat(outcomes).allMatch(outcome -> outcome.deadLetter().isEmpty());
            windowsSeen += expected.size();
        }
        assertThat(windowsSeen).isGreaterThan(TRIALS);
    }

    @Test
    void splittingAndShufflingDoNotChangeFeatureRows() {
        SplittableRandom random = new SplittableRandom(12);
        for (int trial = 0; trial < TRIALS; trial++) {
            int length = 1 + random.nextInt(6);
            WindowSpec spec = new WindowSpec(1, length, 1 + random.nextInt(length), 0, random.nextInt(80), 25, 10_000);
            long[] times = Packets.irregular(random, -500, 200, 30);
            List<String> expected = Packets.windows(Packets.run(spec, Packets.at(times)));
            shuffleWithin(spec.outOfOrderMicros(), times, random);

            List<Outcome> outcomes = Packets.run(spec, Packets.split(times, random, 20));

            assertThat(Packets.windows(outcomes)).as("%s", spec).isEqualTo(expected);
        }
    }

    @Test
    void packetsSentTwiceChangeNothing() {
        SplittableRandom random = new SplittableRandom(13);
        for (int trial = 0; trial < TRIALS; trial++) {
            WindowSpec spec = randomSpec(random);
            List<SensorReadings> once = Packets.split(Packets.irregular(random, 0, 400, 20), random, 20);
            List<SensorReadings> twice = new ArrayList<>();
            for (int i = 0; i < once.size(); i++) {
                twice.add(once.get(i));
                twice.addAll(once.subList(Math.max(0, i - random.nextInt(4)), i + 1));
            }

            List<Outcome> outcomes = Packets.run(spec, twice);

            assertThat(Packets.windows(outcomes)).isEqualTo(Packets.windows(Packets.run(spec, once)));
            assertThat(outcomes).allMatch(outcome -> outcome.counts().clockResets() == 0);
        }
    }

    @Test
    void ofTwoReadingsWithOneTimestampTheFirstWins() {
        WindowSpec spec = new WindowSpec(1, 2, 2, 10, 0, 10, 1000);
        SensorReadings packet = Packets.of(new long[] {0, 0, 10, 10}, new float[] {1, 2, 3, 4}, 1);

        Outcome outcome = Packets.last(Packets.run(spec, packet));

        assertThat(outcome.windows().get(0).data()).containsExactly(1, 3);
        assertThat(outcome.counts()).isEqualTo(new Outcome.Counts(2, 2, 0, 0, 0, 0));
        assertThat(outcome.deadLetter()).isEmpty();
    }

    @Test
    void readingsOlderThanTheHorizonAreDroppedAndTheRestOfThePacketIsKept() {
        WindowSpec spec = new WindowSpec(1, 2, 2, 10, 5, 100, 1000);

        Outcome outcome = Packets.last(Packets.run(spec, Packets.at(0, 50, 100), Packets.at(94, 95, 101)));

        assertThat(outcome.counts()).isEqualTo(new Outcome.Counts(2, 0, 1, 0, 0, 0));
        assertThat(outcome.state().timestampsMicros()).containsExactly(100, 101);
        assertThat(outcome.deadLetter()).hasValueSatisfying(letter -> {
            assertThat(letter.reason()).isEqualTo(DropReason.LATE);
            assertThat(letter.message()).contains("1 of 3 readings", "window.out-of-order");
        });
    }

    private static WindowSpec randomSpec(SplittableRandom random) {
        int period = 1 + random.nextInt(20);
        int gap = period + random.nextInt(30);
        return new WindowSpec(
                1, 1 + random.nextInt(20), 1 + random.nextInt(25), period, random.nextInt(100), gap, 1_000_000);
    }

    /** Exchanges readings at random, as long as none falls behind the newest before it by more than {@code bound}. */
    private static void shuffleWithin(long bound, long[] times, SplittableRandom random) {
        for (int i = 0; i + 1 < times.length; i++) {
            int other = Math.min(times.length - 1, i + 1 + random.nextInt(8));
            // Everything between the two stays behind the larger one, which comes first now.
            if (times[other] - times[i] <= bound && isSpanWithin(bound, times, i, other)) {
                long moved = times[i];
                times[i] = times[other];
                times[other] = moved;
            }
        }
        long newest = Long.MIN_VALUE;
        for (long time : times) {
            assertThat(time).isGreaterThanOrEqualTo(newest == Long.MIN_VALUE ? time : newest - bound);
            newest = Math.max(newest, time);
        }
    }

    private static boolean isSpanWithin(long bound, long[] times, int from, int to) {
        long newest = Long.MIN_VALUE;
        for (int i = 0; i <= to; i++) {
            newest = Math.max(newest, times[i]);
        }
        for (int i = from; i <= to; i++) {
            if (newest - times[i] > bound) {
                return false;
            }
        }
        return true;
    }
}
