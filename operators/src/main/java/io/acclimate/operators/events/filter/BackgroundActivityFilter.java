// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/**
 * Background-activity filter: what moves excites neighbouring pixels within a short time, what leaks or is shot noise comes
 * alone. An event at (x, y) and time t passes if, for one of the eight pixels (x', y') around it,
 *
 * <pre>t - L(x', y') &lt;= window</pre>
 *
 * with L the time of the latest event of either polarity there, passed or not. The pixel itself does not count, so that a
 * hot pixel does not support itself. Source: Delbruck, "Frame-free dynamic digital vision", 2008.
 *
 * <p>Nothing has been at any pixel before the first event; tonic begins with L = window, so that everything near time 0
 * passes. State: 12 bytes for each pixel that fired within the window, at most 12 bytes for every pixel.
 */
public final class BackgroundActivityFilter extends PixelFilter {

    private static final int KIND = 1;

    private final int window;
    private final int stride;
    /** With a border of one pixel that never fires. */
    private final LastTimes last;

    /**
     * A filter at the beginning of a stream.
     *
     * @param windowMicros longest time between an event and what supports it, 1 us to 8.9 minutes; 1 to 10 ms are usual
     */
    public BackgroundActivityFilter(Geometry sensor, long windowMicros) {
        super(KIND, sensor, sensor);
        stride = sensor.width() + 2;
        last = new LastTimes(Math.multiplyExact(stride, sensor.height() + 2), windowMicros, "a window");
        window = (int) windowMicros;
    }

    @Override
    public long bytes() {
        return last.bytes();
    }

    @Override
    int keep(EventBuffer events) {
        int[] times = last.times();
        int kept = 0;
        for (int i = 0; i < events.size(); i++) {
            int x = events.x()[i];
            int y = events.y()[i];
            int at = pixel(x, y) + 2 * y + stride + 1;
            int now = last.now(events.times()[i]);
            int earliest = now - window;
            boolean supported = times[at - 1] >= earliest
                    || times[at + 1] >= earliest
                    || times[at - stride] >= earliest
                    || times[at + stride] >= earliest
                    || times[at - stride - 1] >= earliest
                    || times[at - stride + 1] >= earliest
                    || times[at + stride - 1] >= earliest
                    || times[at + stride + 1] >= earliest;
            times[at] = now;
            if (supported) {
                move(events, i, kept++);
            }
        }
        return kept;
    }

    @Override
    void write(StateWriter out) {
        last.write(out);
    }

    @Override
    void read(StateReader in) {
        last.read(in);
    }
}
