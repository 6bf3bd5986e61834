// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A stream's windows by their definition, from all its readings at once; slow, and independent of the assembler. */
final class WindowOracle {

    private final WindowSpec spec;
    private final TreeSet<Long> times = new TreeSet<>();

    WindowOracle(WindowSpec spec, long[] timestamps) {
        this.spec = spec;
        for (long timestamp : timestamps) {
            times.add(timestamp);
        }
    }

    List<String> windows() {
        List<String> windows = new ArrayList<>();
        Long newest = times.floor(times.last() - spec.outOfOrderMicros());
        long stride = spec.strideLength() * spec.periodMicros();
        long last = (spec.length() - 1) * spec.periodMicros();
        long start = Math.floorDiv(times.first(), stride) * stride;
        for (; newest != null && start + last <= newest; start += stride) {
            addIfComplete(windows, start);
        }
        return windows;
    }

    private void addIfComplete(List<String> windows, long start) {
        float[] data = new float[spec.length()];
        for (int i = 0; i < data.length; i++) {
            long point = start + i * spec.periodMicros();
            Long left = times.floor(point);
            Long right = times.ceiling(point);
            if (left == null || right == null || right - left > spec.maxGapMicros()) {
                return;
            }
            data[i] = interpolate(left, right, point);
        }
        windows.add(Packets.text(new SensorWindow(start, start + spec.length() * spec.periodMicros(), data)));
    }

    private static float interpolate(long left, long right, long point) {
        if (left == right) {
            return Packets.value(point);
        }
        double from = Packets.value(left);
        return (float) (from + (Packets.value(right) - from) * ((double) (point - left) / (right - left)));
    }
}
