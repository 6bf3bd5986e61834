// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts windows per stretch of wall-clock time, in {@value #BINS} bins at most: they double their width when time runs out. */
final class ThroughputSeries {

    static final int BINS = 512;
    private static final int RECENT_BINS = 10;
    private static final long FIRST_WIDTH_MILLIS = 1000;

    private final long[] counts = new long[BINS];
    private long widthMillis = FIRST_WIDTH_MILLIS;
    private long windows;
    private long lastMillis;

    /** Counts a window; time is milliseconds since the first one, and one that runs backwards stands still. */
    void add(long elapsedMillis) {
        lastMillis = Math.max(lastMillis, elapsedMillis);
        while (lastMillis >= BINS * widthMillis) {
            doubleWidth();
        }
        counts[(int) (lastMillis / widthMillis)]++;
        windows++;
    }

    private void doubleWidth() {
        for (int i = 0; i < BINS; i++) {
            counts[i] = i < BINS / 2 ? counts[2 * i] + counts[2 * i + 1] : 0;
        }
        widthMillis *= 2;
    }

    /** The series up to the last window; the recent rate up to {@code nowMillis}. */
    Throughput throughput(long nowMillis) {
        int bins = windows == 0 ? 0 : (int) (lastMillis / widthMillis) + 1;
        List<Long> series =
                new ArrayList<>(Arrays.stream(counts, 0, bins).boxed().toList());
        double seconds = Math.max(lastMillis, FIRST_WIDTH_MILLIS) / 1000.0;
        return new Throughput(windows / seconds, recent(nowMillis), widthMillis / 1000.0, series);
    }

    /** Over the last complete bins; over the time so far while there is none. */
    private double recent(long nowMillis) {
        long now = Math.max(nowMillis, lastMillis);
        long complete = now / widthMillis;
        if (complete == 0) {
            return windows * 1000.0 / widthMillis;
        }
        long from = Math.max(0, complete - RECENT_BINS);
        long sum = 0;
        for (long i = from; i < Math.min(complete, BINS); i++) {
            sum += counts[(int) i];
        }
        return sum * 1000.0 / ((complete - from) * widthMillis);
    }
}
