// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.EventVariation.Range;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.testing.EventModel;
import io.acclimate.state.PackedEvents;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How far the events of a window move; the rest is in {@link EventAugmentationTest}. */
class EventVariationTest {

    private static final int WINDOWS = 400;
    private static final int EVENTS = 200;
    private static final int DURATION = 20_000;

    /** Half of the events in one column and half in another. */
    private static byte[] columns(int left, int right) {
        byte[] data = EventWindow.allocate(DURATION, EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            int at = EventWindow.HEADER_BYTES + i * PackedEvents.BYTES;
            PackedEvents.put(data, at, i * (DURATION / EVENTS), true, i % 2 == 0 ? left : right, EventModel.SIDE / 2);
        }
        return data;
    }

    private static double meanColumn(EventBuffer events) {
        double sum = 0;
        for (int i = 0; i < events.size(); i++) {
            sum += events.x()[i] + 0.5;
        }
        return sum / events.size();
    }

    private static double meanDistanceFromTheMiddle(EventBuffer events) {
        double sum = 0;
        for (int i = 0; i < events.size(); i++) {
            sum += Math.abs(events.x()[i] + 0.5 - EventModel.SIDE / 2.0);
        }
        return sum / events.size();
    }

    private static double smallestDistance(Range range) {
        EventVariation variation = new EventVariation(EventModel.SPEC.events(), range);
        StreamRandom random = new StreamRandom(3, 0);
        byte[] window = columns(3, EventModel.SIDE - 4);
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < WINDOWS; i++) {
            smallest = Math.min(smallest, meanDistanceFromTheMiddle(variation.of(window, random)));
        }
        return smallest;
    }

    @Test
    void leftAndRightChangePlacesInHalfOfTheWindowsWhereTheyMay() {
        byte[] window = columns(1, 2);
        EventVariation mirrored = new EventVariation(EventModel.SPEC.events(), new Range(0.04, 0, true));
        EventVariation fixed = new EventVariation(EventModel.SPEC.events(), Range.SAME_SCENE);
        StreamRandom random = new StreamRandom(1, 0);
        int right = 0;
        for (int i = 0; i < WINDOWS; i++) {
            right += meanColumn(mirrored.of(window, random)) > EventModel.SIDE / 2.0 ? 1 : 0;
            assertThat(meanColumn(fixed.of(window, random))).isLessThan(EventModel.SIDE / 2.0);
        }
        assertThat((double) right / WINDOWS).isBetween(0.4, 0.6);
    }

    @Test
    void sizeChangesAroundTheMiddleByUpToTheRange() {
        assertThat(smallestDistance(new Range(0.04, 0.5, false))).isBetween(1.0, 1.7);
        assertThat(smallestDistance(Range.SAME_SCENE)).isGreaterThan(2.2);
    }
}
