// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;

/**
 * Windows of grid points, each interpolated linearly between the readings around it. A grid point on a reading takes
 * its value unchanged; one inside a hole longer than the allowed gap has none, and every window over it is lost.
 */
final class GridCutter extends WindowCutter {

    private final long strideMicros;

    GridCutter(WindowSpec spec, long nextStartMicros) {
        super(spec, nextStartMicros);
        this.strideMicros = spec.strideLength() * spec.periodMicros();
    }

    @Override
    int cutFinal(ReadingQueue readings, int finalCount) {
        if (finalCount == 0) {
            return 0;
        }
        startNotBefore(readings.timestamp(0));
        long newest = readings.timestamp(finalCount - 1);
        long lastPoint = (spec.length() - 1) * spec.periodMicros();
        while (nextStartMicros + lastPoint <= newest) {
            cutNext(readings);
        }
        return Math.max(0, readings.firstFrom(nextStartMicros + 1) - 1);
    }

    private void cutNext(ReadingQueue readings) {
        float[] data = new float[spec.channels() * spec.length()];
        int right = readings.firstFrom(nextStartMicros);
        for (int i = 0; i < spec.length(); i++) {
            long point = nextStartMicros + i * spec.periodMicros();
            while (readings.timestamp(right) < point) {
                right++;
            }
            if (!interpolate(readings, right, point, data, i)) {
                // Every start between here and the hole's end covers this grid point or lies in the hole itself.
                startNotBefore(readings.timestamp(right));
                return;
            }
        }
        long end = nextStartMicros + spec.length() * spec.periodMicros();
        windows.add(new SensorWindow(nextStartMicros, end, data));
        nextStartMicros += strideMicros;
    }

    /** Fills grid point {@code i}, which {@code right} is the first reading at or after; false if it lies in a hole. */
    private boolean interpolate(ReadingQueue readings, int right, long point, float[] data, int i) {
        long after = readings.timestamp(right) - point;
        long gap = after == 0 ? 0 : readings.timestamp(right) - readings.timestamp(right - 1);
        if (gap > spec.maxGapMicros()) {
            return false;
        }
        for (int channel = 0; channel < spec.channels(); channel++) {
            float value = readings.value(right, channel);
            if (after > 0) {
                double left = readings.value(right - 1, channel);
                value = (float) (left + (value - left) * ((double) (gap - after) / gap));
            }
            data[channel * spec.length() + i] = value;
        }
        return true;
    }

    /** Moves the next start to the first window start at {@code micros} or later, and counts those passed over. */
    private void startNotBefore(long micros) {
        boolean first = nextStartMicros == SensorBuffer.NONE;
        long planned = first ? micros : alignUp(nextStartMicros);
        nextStartMicros = alignUp(Math.max(planned, micros));
        lostWindows += first ? 0 : (nextStartMicros - planned) / strideMicros;
    }

    private long alignUp(long micros) {
        return -Math.floorDiv(-micros, strideMicros) * strideMicros;
    }
}
