// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NoiseFiltersTest {

    private static final Geometry SENSOR = new Geometry(10, 8);

    @Test
    void anEventPassesIfOneOfItsEightNeighboursFiredWithinTheWindow() {
        EventFilter filter = new BackgroundActivityFilter(SENSOR, 100);
        EventBuffer events = Streams.of(
                0, 4, 4, 1, // nothing before it
                100, 5, 5, 0, // neighbour 100 us ago, of the other polarity
                201, 4, 6, 1, // 101 us after its neighbour
                202, 4, 6, 1, // only itself
                203, 6, 6, 1, // two columns away
                204, 5, 7, 1); // next to (4,6) and (6,6)
        assertThat(Streams.pass(filter, events)).containsExactly("100 5 5 0", "204 5 7 1");
        assertThat(filter.passed()).isEqualTo(2);
        assertThat(filter.dropped()).isEqualTo(4);
    }

    /** tonic's memory begins with the filter time, so that everything in the first window passes. */
    @Test
    void theFirstEventsHaveNoSupport() {
        EventFilter filter = new BackgroundActivityFilter(SENSOR, 10_000);
        assertThat(Streams.pass(filter, Streams.of(0, 1, 1, 1, 5, 8, 6, 1, 9_000, 5, 5, 1)))
                .isEmpty();
    }

    @Test
    void pixelsAtOppositeEdgesAreNoNeighbours() {
        EventFilter filter = new BackgroundActivityFilter(SENSOR, 100);
        assertThat(Streams.pass(filter, Streams.of(0, 9, 2, 1, 1, 0, 3, 1, 2, 0, 2, 1)))
                .containsExactly("2 0 2 1");
    }

    @Test
    void movingEdgesPassAndMostNoiseDoesNot() {
        Geometry sensor = new Geometry(64, 64);
        EventFilter filter = new BackgroundActivityFilter(sensor, 5_000);
        int[] passed = new int[2];
        Random random = new Random(1);
        for (int i = 0; i < 40_000; i++) {
            boolean noise = i % 4 == 0;
            int x = noise ? random.nextInt(64) : i / 600 % 64;
            EventBuffer one = Streams.of(i * 50L, x, random.nextInt(64), 1);
            filter.apply(one);
            passed[noise ? 1 : 0] += one.size();
        }
        assertThat(passed[0] / 30_000.0).isGreaterThan(0.85);
        assertThat(passed[1] / 10_000.0).isLessThan(0.2);
    }

    @Test
    void aPixelPassesAgainOnceThePeriodIsOver() {
        EventFilter filter = new RefractoryFilter(SENSOR, 100);
        EventBuffer events = Streams.of(0, 1, 1, 1, 99, 1, 1, 0, 99, 2, 1, 1, 100, 1, 1, 0, 199, 1, 1, 1, 200, 1, 1, 1);
        assertThat(Streams.pass(filter, events)).containsExactly("0 1 1 1", "99 2 1 1", "100 1 1 0", "200 1 1 1");
        assertThat(filter.dropped()).isEqualTo(2);
    }

    /** tonic counts from the latest event, passed or not, and would silence this pixel for good. */
    @Test
    void aPixelThatFiresSteadilyIsThinnedAndNotSilenced() {
        EventFilter filter = new RefractoryFilter(SENSOR, 100);
        EventBuffer events = new EventBuffer(1000);
        for (int i = 0; i < 1000; i++) {
            events.add(i * 99L, 3, 3, true);
        }
        filter.apply(events);
        assertThat(events.size()).isEqualTo(500);
    }

    @Test
    void theSecondOfTwoPixelsFarApartInTimeKeepsItsMeaningOverDaysOfStream() {
        for (long gap : new long[] {1L << 29, 1L << 30, 1L << 32, 1L << 40}) {
            EventFilter filter = new RefractoryFilter(SENSOR, 100);
            assertThat(Streams.pass(
                            filter, Streams.of(7, 1, 1, 1, 7 + gap, 1, 1, 1, 8 + gap, 1, 1, 1, 107 + gap, 1, 1, 1)))
                    .as("gap " + gap)
                    .containsExactly("7 1 1 1", 7 + gap + " 1 1 1", 107 + gap + " 1 1 1");
        }
    }

    @Test
    void movingTheOriginForgetsNothingWithinTheHorizon() {
        EventFilter filter = new RefractoryFilter(SENSOR, 1000);
        long end = 1L << 29;
        assertThat(Streams.pass(
                        filter, Streams.of(0, 5, 5, 1, end - 10, 1, 1, 1, end + 900, 1, 1, 1, end + 990, 1, 1, 1)))
                .containsExactly("0 5 5 1", end - 10 + " 1 1 1", end + 990 + " 1 1 1");
    }

    @Test
    void afterTheClockIsSetBackTheOldTimesAreForgotten() {
        EventFilter filter = new RefractoryFilter(SENSOR, 1000);
        assertThat(Streams.pass(filter, Streams.of(5_000_000, 1, 1, 1, 100, 1, 1, 1, 200, 1, 1, 1)))
                .containsExactly("5000000 1 1 1", "100 1 1 1");
    }

    @Test
    void impossibleSettingsAndEventsOutsideTheSensorAreRefused() {
        assertThatThrownBy(() -> new RefractoryFilter(SENSOR, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a period of 0 us is impossible; it must be from 1 us to 536870912 us");
        assertThatThrownBy(() -> new BackgroundActivityFilter(Geometry.UNKNOWN, 10))
                .hasMessageContaining("how large the sensor is");
        EventFilter filter = new BackgroundActivityFilter(SENSOR, 10);
        assertThatThrownBy(() -> filter.apply(Streams.of(0, 10, 0, 1))).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
