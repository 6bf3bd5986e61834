// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GapTest {

    private static final WindowSpec GRID = new WindowSpec(1, 4, 2, 10, 0, 30, 1_000_000_000);

    @Test
    void aHoleAsLongAsTheAllowedGapIsBridged() {
        Outcome outcome = Packets.last(Packets.run(GRID, Packets.at(0, 30)));

        assertThat(outcome.windows()).hasSize(1);
        assertThat(outcome.counts().lostWindows()).isZero();
    }

    @Test
    void windowsOverALongerHoleAreLostAndCounted() {
        Outcome outcome = Packets.last(Packets.run(GRID, Packets.at(0, 10, 20, 30, 61, 70, 80, 90, 100, 110)));

        assertThat(outcome.windows()).extracting(SensorWindow::startMicros).containsExactly(0L, 80L);
        assertThat(outcome.counts().lostWindows()).as("starts 20, 40, 60").isEqualTo(3);
    }

    @Test
    void theReadingsOnBothEdgesOfAHoleAreValidPoints() {
        Outcome outcome = Packets.last(Packets.run(GRID, Packets.at(0, 10, 20, 30, 80, 90, 100, 110)));

        assertThat(outcome.windows()).extracting(SensorWindow::startMicros).containsExactly(0L, 80L);
    }

    @Test
    void anEnormousHoleCostsNoTimePerLostWindow() {
        Outcome outcome = Packets.last(Packets.run(GRID, Packets.at(0, 10, 20, 30), Packets.at(1_000_000_000)));

        assertThat(outcome.counts().lostWindows()).isEqualTo(49_999_999);
        assertThat(outcome.state().size()).isEqualTo(1);
    }

    @Test
    void whatLiesBeforeTheFirstReadingIsNotLost() {
        Outcome outcome = Packets.last(Packets.run(GRID, Packets.at(45, 55, 65, 75, 85, 95, 105)));

        assertThat(outcome.windows()).extracting(SensorWindow::startMicros).containsExactly(60L);
        assertThat(outcome.counts().lostWindows()).isZero();
    }
}
