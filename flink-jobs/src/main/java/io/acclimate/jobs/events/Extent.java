// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/** Which pixels events have come from. */
final class Extent {

    private int leastX = Integer.MAX_VALUE;
    private int greatestX = -1;
    private int leastY = Integer.MAX_VALUE;
    private int greatestY = -1;

    void add(EventBuffer events) {
        for (int i = 0; i < events.size(); i++) {
            leastX = Math.min(leastX, events.x()[i]);
            greatestX = Math.max(greatestX, events.x()[i]);
            leastY = Math.min(leastY, events.y()[i]);
            greatestY = Math.max(greatestY, events.y()[i]);
        }
    }

    boolean isEmpty() {
        return greatestX < 0;
    }

    int leastX() {
        return leastX;
    }

    int greatestX() {
        return greatestX;
    }

    int leastY() {
        return leastY;
    }

    int greatestY() {
        return greatestY;
    }

    /** The smallest sensor that has all these pixels; unknown if there were no events. */
    Geometry geometry() {
        return Geometry.of(greatestX + 1L, greatestY + 1L);
    }

    String describe() {
        return isEmpty()
                ? "it holds no events"
                : "its events reach column %d and row %d".formatted(greatestX, greatestY);
    }
}
