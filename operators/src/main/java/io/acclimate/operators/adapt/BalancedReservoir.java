// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * NOTE's memory of one stream (prediction-balanced reservoir sampling; Gong et al., NeurIPS 2022): classes by prediction
 * hold equal shares, and within a class every window that ever came is kept with the same probability. It lies in three
 * state vectors: windows [capacity * window size], classes [capacity] (class + 1, or 0 for an empty place) and arrivals
 * [classes], counted up to 2^24.
 */
final class BalancedReservoir {

    private static final float MOST_ARRIVALS = 1 << 24;

    private final float[] windows;
    private final float[] labels;
    private final float[] arrivals;
    private final int windowSize;

    /** A reservoir over vectors of one stream, which it changes. */
    BalancedReservoir(float[] windows, float[] labels, float[] arrivals) {
        this.windows = windows;
        this.labels = labels;
        this.arrivals = arrivals;
        this.windowSize = windows.length / labels.length;
    }

    /**
     * A window arrives, and is kept or dropped.
     *
     * @param rows hold it from element {@code at} on
     * @param uniform draws from [0, 1)
     */
    void arrive(float[] rows, int at, int predicted, DoubleSupplier uniform) {
        arrivals[predicted] = Math.min(MOST_ARRIVALS, arrivals[predicted] + 1);
        int place = placeFor(predicted, uniform);
        if (place >= 0) {
            System.arraycopy(rows, at, windows, place * windowSize, windowSize);
            labels[place] = predicted + 1;
        }
    }

    private int placeFor(int predicted, DoubleSupplier uniform) {
        for (int place = 0; place < labels.length; place++) {
            if (labels[place] == 0) {
                return place;
            }
        }
        int[] counts = new int[arrivals.length];
        for (float label : labels) {
            counts[(int) label - 1]++;
        }
        List<Integer> largest = largest(counts);
        if (!largest.contains(predicted)) {
            return any(largest.get((int) (uniform.getAsDouble() * largest.size())), uniform);
        }
        boolean kept = uniform.getAsDouble() <= counts[predicted] / arrivals[predicted];
        return kept ? any(predicted, uniform) : -1;
    }

    private static List<Integer> largest(int[] counts) {
        List<Integer> largest = new ArrayList<>();
        int most = 0;
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > most) {
                most = counts[c];
                largest.clear();
            }
            if (counts[c] == most) {
                largest.add(c);
            }
        }
        return largest;
    }

    private int any(int label, DoubleSupplier uniform) {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < labels.length; place++) {
            if (labels[place] == label + 1) {
                places.add(place);
            }
        }
        return places.get((int) (uniform.getAsDouble() * places.size()));
    }

    /** All windows that are kept, one after the other. */
    float[] rows() {
        int count = 0;
        while (count < labels.length && labels[count] != 0) {
            count++;
        }
        float[] rows = new float[count * windowSize];
        System.arraycopy(windows, 0, rows, 0, rows.length);
        return rows;
    }
}
