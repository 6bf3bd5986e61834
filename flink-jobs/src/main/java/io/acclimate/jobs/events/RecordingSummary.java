// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.HotPixels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code events info} says of a recording's events. Memory: one number for every pixel, at most 64 MiB. */
final class RecordingSummary {

    /** Pixel that fires far more often than its neighbours. */
    record HotPixel(int x, int y, int events) {}

    /** Length of the stretches in which the highest rate is looked for. */
    static final long PEAK_MICROS = 10_000;

    private static final int MOST_PIXELS = 1 << 24;
    private static final int UNKNOWN_SIDE = 2048;
    private static final int LEAST_EVENTS = 10;
    private static final double RATIO = 3;
    private static final double MEANS = 5;

    private final Geometry sensor;
    private final Geometry counted;
    private final int[] counts;
    private final Extent extent = new Extent();
    private long events;
    private long on;
    private long first;
    private long last;
    private long stretch = Long.MIN_VALUE;
    private long inStretch;
    private long peak;
    private long uncounted;

    /** A summary of nothing. */
    RecordingSummary(Geometry sensor) {
        this.sensor = sensor;
        Geometry size = sensor.isKnown() ? sensor : new Geometry(UNKNOWN_SIDE, UNKNOWN_SIDE);
        counted = (long) size.width() * size.height() <= MOST_PIXELS ? size : new Geometry(1, 1);
        counts = new int[counted.width() * counted.height()];
    }

    void add(EventBuffer buffer) {
        extent.add(buffer);
        for (int i = 0; i < buffer.size(); i++) {
            long time = buffer.times()[i];
            first = events == 0 ? time : Math.min(first, time);
            last = events == 0 ? time : Math.max(last, time);
            events++;
            on += buffer.polarity()[i];
            countTime(Math.floorDiv(time, PEAK_MICROS));
            countPixel(buffer.x()[i], buffer.y()[i]);
        }
    }

    private void countTime(long now) {
        inStretch = now == stretch ? inStretch + 1 : 1;
        stretch = now;
        peak = Math.max(peak, inStretch);
    }

    private void countPixel(int x, int y) {
        if (x < counted.width() && y < counted.height()) {
            counts[y * counted.width() + x]++;
        } else {
            uncounted++;
        }
    }

    long events() {
        return events;
    }

    Extent extent() {
        return extent;
    }

    /** Share of ON events, 0 to 1; 0 without events. */
    double onShare() {
        return events == 0 ? 0 : (double) on / events;
    }

    /** Time of the earliest event, microseconds of the sensor's clock. */
    long firstMicros() {
        return first;
    }

    /** Time between the earliest and the latest event. */
    long durationMicros() {
        return last - first;
    }

    /** Mean events per second; 0 where all events have one time. */
    double rate() {
        return durationMicros() == 0 ? 0 : events * 1e6 / durationMicros();
    }

    /** Highest events per second within {@link #PEAK_MICROS}, or within the recording if it is shorter. */
    double peakRate() {
        return Math.max(peak * 1e6 / PEAK_MICROS, durationMicros() < PEAK_MICROS ? rate() : 0);
    }

    /** Whether all pixels could be counted. */
    boolean knowsHotPixels() {
        return uncounted == 0;
    }

    /**
     * Pixels with at least 10 events, {@value #MEANS} times the mean of all pixels and more than {@value #RATIO} times their
     * second most active neighbour; most active first.
     */
    List<HotPixel> hotPixels() {
        int least = (int) Math.max(LEAST_EVENTS, Math.ceil(MEANS * meanPerPixel()));
        HotPixels rule = new HotPixels(counted, least, RATIO);
        List<HotPixel> found = new ArrayList<>();
        for (int at = 0; at < counts.length; at++) {
            if (rule.isHot(counts, at)) {
                found.add(new HotPixel(at % counted.width(), at / counted.width(), counts[at]));
            }
        }
        found.sort(Comparator.comparingInt(HotPixel::events).reversed());
        return found;
    }

    private double meanPerPixel() {
        Geometry seen = sensor.isKnown() ? sensor : extent.geometry();
        return seen.isKnown() ? (double) events / seen.width() / seen.height() : 0;
    }
}
