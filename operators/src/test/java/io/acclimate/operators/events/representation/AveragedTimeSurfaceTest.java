// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AveragedTimeSurfaceTest {

    private static final int CELL = 3;
    private static final int RADIUS = 1;
    private static final int SIDE = 2 * RADIUS + 1;
    private static final int CELL_ROWS = 2;
    private static final int CELL_COLUMNS = 3;
    private static final long TAU = 5_000;
    private static final long MEMORY = 9_000;

    @Test
    void cellsHoldTheMeanSurfaceOfTheirEventsAsTheDefinitionSays() {
        EventBuffer events = Written.random(800, 3);

        float[] written = Written.of(representation(), events);

        double[] expected = definition(events);
        assertThat(written).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) written[i]).as("value %d", i).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void workPerEventIsBoundedByForgettingTheOldestOfManyEvents() {
        EventBuffer events = new EventBuffer(1000);
        for (int i = 0; i < 1000; i++) {
            events.add(Written.START, 0, 0, true);
        }

        float[] written = Written.of(representation(), events);

        int centre = (SIDE * SIDE + SIDE * RADIUS + RADIUS) * CELL_ROWS * CELL_COLUMNS;
        int most = AveragedTimeSurface.REMEMBERED;
        double mean = (most * (most - 1) / 2.0 + most * (1000.0 - most)) / 1000;
        assertThat((double) written[centre]).isCloseTo(mean, within(1e-3));
    }

    private static AveragedTimeSurface representation() {
        return new AveragedTimeSurface(Written.WIDTH, Written.HEIGHT, CELL, RADIUS, TAU, MEMORY);
    }

    private static int cell(EventBuffer events, int i) {
        return events.y()[i] / CELL * CELL_COLUMNS + events.x()[i] / CELL;
    }

    private static double[] definition(EventBuffer events) {
        int cells = CELL_ROWS * CELL_COLUMNS;
        double[] sums = new double[2 * SIDE * SIDE * cells];
        int[] counts = new int[2 * cells];
        for (int i = 0; i < events.size(); i++) {
            int polarity = events.polarity()[i];
            counts[polarity * cells + cell(events, i)]++;
            for (int j = 0; j < i; j++) {
                int dx = events.x()[j] - events.x()[i];
                int dy = events.y()[j] - events.y()[i];
                long age = events.times()[i] - events.times()[j];
                boolean seen = events.polarity()[j] == polarity
                        && cell(events, i) == cell(events, j)
                        && Math.abs(dx) <= RADIUS
                        && Math.abs(dy) <= RADIUS
                        && age <= MEMORY;
                if (seen) {
                    int channel = (polarity * SIDE + dy + RADIUS) * SIDE + dx + RADIUS;
                    sums[channel * cells + cell(events, i)] += Math.exp(-(double) age / TAU);
                }
            }
        }
        for (int at = 0; at < sums.length; at++) {
            sums[at] /= Math.max(1, counts[at / cells / (SIDE * SIDE) * cells + at % cells]);
        }
        return sums;
    }
}
