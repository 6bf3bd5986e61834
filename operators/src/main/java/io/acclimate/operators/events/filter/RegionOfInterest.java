// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/**
 * Cuts a rectangle out of the sensor: events with left &lt;= x &lt; left + width and top &lt;= y &lt; top + height pass, as
 * events of a sensor of width x height pixels at (x - left, y - top). State: the counters.
 */
public final class RegionOfInterest extends PixelFilter {

    private static final int KIND = 4;

    private final int left;
    private final int top;

    /**
     * A region.
     *
     * @param left first column, from 0
     * @param top first row, from 0
     * @param region size of the rectangle
     * @throws IllegalArgumentException if it does not lie on the sensor
     */
    public RegionOfInterest(Geometry sensor, int left, int top, Geometry region) {
        super(KIND, sensor, region);
        boolean inside = left >= 0
                && top >= 0
                && region.isKnown()
                && left <= sensor.width() - region.width()
                && top <= sensor.height() - region.height();
        if (!inside) {
            throw new IllegalArgumentException(
                    "a region of %s pixels at column %d, row %d does not lie on a sensor of %s"
                            .formatted(region, left, top, sensor));
        }
        this.left = left;
        this.top = top;
    }

    @Override
    int keep(EventBuffer events) {
        int width = geometry().width();
        int height = geometry().height();
        int kept = 0;
        for (int i = 0; i < events.size(); i++) {
            pixel(events.x()[i], events.y()[i]);
            int x = events.x()[i] - left;
            int y = events.y()[i] - top;
            if (x >= 0 && x < width && y >= 0 && y < height) {
                move(events, i, kept);
                events.x()[kept] = (char) x;
                events.y()[kept++] = (char) y;
            }
        }
        return kept;
    }

    @Override
    void write(StateWriter out) {
        // Nothing but the counters.
    }

    @Override
    void read(StateReader in) {
        // Nothing but the counters.
    }
}
