// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/**
 * Refractory period: the passed events of a pixel, of either polarity, are at least {@code period} microseconds apart. An
 * event at time t passes if t - L &gt;= period, with L the time of the pixel's latest passed event.
 *
 * <p>It is the sensor's own dead time, made longer. Where tools disagree: tonic counts from the latest event, passed or
 * not, so that a pixel that fires steadily a little faster than the period is silenced for good. State: 8 bytes for each
 * pixel with a passed event within the period, at most 8 bytes for every pixel.
 */
public final class RefractoryFilter extends PixelFilter {

    private static final int KIND = 2;

    private final int period;
    private final LastTimes lastPassed;

    /**
     * A filter at the beginning of a stream.
     *
     * @param periodMicros 1 us to 8.9 minutes; 0.1 to 5 ms are usual
     */
    public RefractoryFilter(Geometry sensor, long periodMicros) {
        super(KIND, sensor, sensor);
        lastPassed = new LastTimes(Math.multiplyExact(sensor.width(), sensor.height()), periodMicros, "a period");
        period = (int) periodMicros;
    }

    @Override
    public long bytes() {
        return lastPassed.bytes();
    }

    @Override
    int keep(EventBuffer events) {
        int[] times = lastPassed.times();
        int kept = 0;
        for (int i = 0; i < events.size(); i++) {
            int at = pixel(events.x()[i], events.y()[i]);
            int now = lastPassed.now(events.times()[i]);
            if (now - times[at] >= period) {
                times[at] = now;
                move(events, i, kept++);
            }
        }
        return kept;
    }

    @Override
    void write(StateWriter out) {
        lastPassed.write(out);
    }

    @Override
    void read(StateReader in) {
        lastPassed.read(in);
    }
}
