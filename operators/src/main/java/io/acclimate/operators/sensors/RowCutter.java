// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

/** Windows of consecutive readings, not resampled. A hole inside a window loses it; the next one starts after it. */
final class RowCutter extends WindowCutter {

    RowCutter(WindowSpec spec, long nextStartMicros) {
        super(spec, nextStartMicros);
    }

    @Override
    int cutFinal(ReadingQueue readings, int finalCount) {
        int first = readings.firstFrom(nextStartMicros);
        while (first + spec.length() <= finalCount) {
            int next = first + spec.strideLength();
            int afterHole = afterHole(readings, first);
            if (afterHole == first) {
                windows.add(window(readings, first));
            } else {
                next = afterHole;
                lostWindows += 1 + (afterHole - first - 1) / spec.strideLength();
            }
            nextStartMicros = readings.timestamp(next - 1) + 1;
            first = next;
        }
        return first;
    }

    /** Index of the reading after the first hole in the window from {@code first}; {@code first} if there is none. */
    private int afterHole(ReadingQueue readings, int first) {
        for (int i = first + 1; i < first + spec.length(); i++) {
            if (readings.timestamp(i) - readings.timestamp(i - 1) > spec.maxGapMicros()) {
                return i;
            }
        }
        return first;
    }

    private SensorWindow window(ReadingQueue readings, int first) {
        int length = spec.length();
        float[] data = new float[spec.channels() * length];
        for (int i = 0; i < length; i++) {
            for (int channel = 0; channel < spec.channels(); channel++) {
                data[channel * length + i] = readings.value(first + i, channel);
            }
        }
        long last = readings.timestamp(first + length - 1);
        return new SensorWindow(readings.timestamp(first), last + 1, data);
    }
}
