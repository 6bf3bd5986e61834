// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorReadings;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FeatureRowTest {

    private static WindowSpec rows(int length, int stride, long outOfOrder) {
        return new WindowSpec(1, length, stride, 0, outOfOrder, 100, 1000);
    }

    @Test
    void everyReadingIsAWindowOfItsOwn() {
        WindowSpec spec = new WindowSpec(3, 1, 1, 0, 0, 1, 1_000_000);
        SensorReadings packet = Packets.of(new long[] {17, 400_000}, new float[] {1, 2, 3, 4, 5, 6}, 3);

        Outcome outcome = Packets.last(Packets.run(spec, packet));

        assertThat(outcome.windows())
                .extracting(Packets::text)
                .containsExactly("17..18[1.0, 2.0, 3.0]", "400000..400001[4.0, 5.0, 6.0]");
        assertThat(outcome.counts().lostWindows()).isZero();
    }

    @Test
    void aRowSentTwiceIsOneWindow() {
        List<Outcome> outcomes = Packets.run(rows(1, 1, 0), Packets.at(5), Packets.at(5), Packets.at(6));

        assertThat(outcomes).extracting(outcome -> outcome.windows().size()).containsExactly(1, 0, 1);
        assertThat(outcomes)
                .extracting(outcome -> outcome.counts().duplicates())
                .containsExactly(0, 1, 0);
        assertThat(outcomes).allMatch(outcome -> outcome.deadLetter().isEmpty());
    }

    @Test
    void rowsWithinTheOutOfOrderBoundComeOutInTimeOrder() {
        List<Outcome> outcomes = Packets.run(rows(1, 1, 10), Packets.at(20, 15, 30, 25, 40));

        assertThat(Packets.last(outcomes).windows())
                .extracting(SensorWindow::startMicros)
                .containsExactly(15L, 20L, 25L, 30L);
    }

    @Test
    void longerWindowsHoldConsecutiveRowsAndMoveOnByTheStride() {
        List<Outcome> outcomes = Packets.run(rows(3, 2, 0), Packets.at(1, 2, 4, 8), Packets.at(16, 32));

        assertThat(outcomes.get(0).windows()).extracting(Packets::text).containsExactly(window(1, 2, 4));
        assertThat(outcomes.get(1).windows()).extracting(Packets::text).containsExactly(window(4, 8, 16));
    }

    @Test
    void aHoleInsideAWindowLosesItAndTheNextStartsAfterTheHole() {
        List<Outcome> outcomes = Packets.run(rows(3, 1, 0), Packets.at(1, 2, 500, 501, 502));

        assertThat(outcomes.get(0).windows()).extracting(Packets::text).containsExactly(window(500, 501, 502));
        assertThat(outcomes.get(0).counts().lostWindows()).isEqualTo(2);
    }

    private static String window(long... times) {
        float[] data = new float[times.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = Packets.value(times[i]);
        }
        return Packets.text(new SensorWindow(times[0], times[times.length - 1] + 1, data));
    }
}
