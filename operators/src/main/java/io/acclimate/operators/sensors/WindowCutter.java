// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the windows of one stream whose readings are final. Cutting at any moments gives the same windows: they depend
 * only on the readings in time order.
 */
abstract class WindowCutter {

    final WindowSpec spec;
    final List<SensorWindow> windows = new ArrayList<>();

    /** The next window starts at this instant or later. */
    long nextStartMicros;

    long lostWindows;

    WindowCutter(WindowSpec spec, long nextStartMicros) {
        this.spec = spec;
        this.nextStartMicros = nextStartMicros;
    }

    static WindowCutter of(WindowSpec spec, long nextStartMicros) {
        return spec.resamples() ? new GridCutter(spec, nextStartMicros) : new RowCutter(spec, nextStartMicros);
    }

    /**
     * Cuts every window that is final and removes the readings that no later window needs.
     *
     * @param horizonMicros no reading before this instant will come any more; a second one at it neither
     */
    final void cut(ReadingQueue readings, long horizonMicros) {
        int firstNeeded = cutFinal(readings, readings.firstFrom(horizonMicros + 1));
        // Readings from the horizon on stay in any case: a duplicate of them must still be recognised.
        readings.dropOldest(Math.min(firstNeeded, readings.firstFrom(horizonMicros)));
    }

    /**
     * Cuts windows from the first {@code finalCount} readings, to which no others will be added.
     *
     * @return index of the first reading that later windows need
     */
    abstract int cutFinal(ReadingQueue readings, int finalCount);
}
