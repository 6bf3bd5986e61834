// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

import java.util.Arrays;

/**
 * Removes the events of hot pixels, which it learns from the stream as it goes. Events of every pixel, removed or not, are
 * counted in consecutive windows of the sensor's time; at the end of each, {@link HotPixels} says which pixels are hot by
 * these counts. A pixel is taken for hot after {@value #CONFIRM} such windows more than ones without, and no longer when as
 * many have passed without: what flickers once is not blinded, and a pixel that has healed comes back. Windows without
 * any event count for nothing.
 *
 * <p>State: 8 bytes for each pixel that fired in the present window, and 8 for each under suspicion, at most 16 for every
 * pixel.
 */
public final class HotPixelFilter extends PixelFilter {

    private static final int KIND = 3;
    private static final int CONFIRM = 3;
    private static final int HOT = 1 << 8;
    private static final int SUSPICION = HOT - 1;
    private static final int LEAST_EVENTS = 10;
    private static final double RATIO = 3;

    private final long windowMicros;
    private final HotPixels rule;
    private final int[] counts;
    /** Per pixel {@link #HOT} or 0, plus the windows for less those against, 0 to {@link #CONFIRM}. */
    private final int[] marks;

    private long windowStart = Long.MIN_VALUE;
    private long latest = Long.MIN_VALUE;

    /** As the other one, with pixels hot from 10 events a window and 3 times their neighbours on. */
    public HotPixelFilter(Geometry sensor, long windowMicros) {
        this(sensor, windowMicros, LEAST_EVENTS, RATIO);
    }

    /**
     * A filter at the beginning of a stream, that knows no hot pixel.
     *
     * @param windowMicros length of a window, at least 1; 0.1 to 1 s are usual
     * @param least fewest events of a hot pixel in a window
     * @param ratio how many times its second most active neighbour a hot pixel fires
     */
    public HotPixelFilter(Geometry sensor, long windowMicros, int least, double ratio) {
        super(KIND, sensor, sensor);
        if (windowMicros < 1) {
            throw new IllegalArgumentException(
                    "hot pixels cannot be learned in windows of %d us; give at least 1 us".formatted(windowMicros));
        }
        this.windowMicros = windowMicros;
        this.rule = new HotPixels(sensor, least, ratio);
        this.counts = new int[Math.multiplyExact(sensor.width(), sensor.height())];
        this.marks = new int[counts.length];
    }

    /** Number of pixels that are taken for hot at present. */
    public int hotPixels() {
        int hot = 0;
        for (int mark : marks) {
            hot += mark >= HOT ? 1 : 0;
        }
        return hot;
    }

    @Override
    public long bytes() {
        return 2L * Integer.BYTES * counts.length;
    }

    @Override
    int keep(EventBuffer events) {
        int kept = 0;
        for (int i = 0; i < events.size(); i++) {
            int at = pixel(events.x()[i], events.y()[i]);
            long time = events.times()[i];
            if (time < latest || time - windowStart >= windowMicros || windowStart == Long.MIN_VALUE) {
                openWindow(time);
            }
            latest = time;
            counts[at]++;
            if (marks[at] < HOT) {
                move(events, i, kept++);
            }
        }
        return kept;
    }

    private void openWindow(long time) {
        boolean newClock = windowStart == Long.MIN_VALUE || time < latest;
        if (!newClock) {
            judge();
        }
        Arrays.fill(counts, 0);
        windowStart = newClock ? time : time - (time - windowStart) % windowMicros;
    }

    private void judge() {
        for (int at = 0; at < counts.length; at++) {
            if (rule.isHot(counts, at)) {
                int windows = Math.min(CONFIRM, (marks[at] & SUSPICION) + 1);
                marks[at] = windows == CONFIRM ? HOT | windows : marks[at] & HOT | windows;
            } else if (marks[at] != 0) {
                int windows = (marks[at] & SUSPICION) - 1;
                marks[at] = windows <= 0 ? 0 : marks[at] & HOT | windows;
            }
        }
    }

    @Override
    void write(StateWriter out) {
        out.putLong(windowStart);
        out.putLong(latest);
        out.putSparse(counts, 0);
        out.putSparse(marks, 0);
    }

    @Override
    void read(StateReader in) {
        windowStart = in.getLong();
        latest = in.getLong();
        in.getSparse(counts, 0, 0, Integer.MAX_VALUE);
        in.getSparse(marks, 0, 0, HOT | CONFIRM);
    }
}
