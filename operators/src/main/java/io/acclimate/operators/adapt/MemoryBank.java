// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * RoTTA's memory of one stream (Yuan et al., CVPR 2023): category-balanced by predicted class, and within a class the
 * oldest and least certain windows make room. It holds at most {@code capacity} windows, in a state vector each of
 * windows and of what is known of them.
 */
final class MemoryBank {

    /** Numbers per window: class + 1 (0 for an empty place), uncertainty, age in arrivals. */
    static final int FACTS = 3;

    private final float[] windows;
    private final float[] facts;
    private final int classes;
    private final int capacity;
    private final int windowSize;

    /**
     * A bank over two state vectors of one stream, which it changes.
     *
     * @param windows [capacity * window size]
     * @param facts [capacity * {@link #FACTS}]
     */
    MemoryBank(float[] windows, float[] facts, int classes) {
        this.windows = windows;
        this.facts = facts;
        this.classes = classes;
        this.capacity = facts.length / FACTS;
        this.windowSize = windows.length / capacity;
    }

    private int label(int place) {
        return (int) facts[place * FACTS] - 1;
    }

    private double uncertainty(int place) {
        return facts[place * FACTS + 1];
    }

    /** Arrivals since this one. */
    double age(int place) {
        return facts[place * FACTS + 2];
    }

    /** Places of the windows by class, in each class the oldest first. */
    List<Integer> places() {
        List<Integer> taken = new ArrayList<>();
        for (int place = 0; place < capacity; place++) {
            if (label(place) >= 0) {
                taken.add(place);
            }
        }
        taken.sort(Comparator.<Integer>comparingInt(this::label).thenComparingDouble(place -> -age(place)));
        return taken;
    }

    /** The windows at {@code places}, one after the other. */
    float[] rows(List<Integer> places) {
        float[] rows = new float[places.size() * windowSize];
        for (int i = 0; i < places.size(); i++) {
            System.arraycopy(windows, places.get(i) * windowSize, rows, i * windowSize, windowSize);
        }
        return rows;
    }

    /**
     * A window arrives: it is kept, in an empty place or that of a worse one, or dropped; all become one arrival older.
     *
     * @param window holds it at {@code at}
     * @param uncertainty entropy of its prediction
     */
    void arrive(float[] window, int at, int predicted, double uncertainty) {
        int place = placeFor(predicted, score(0, uncertainty));
        if (place >= 0) {
            System.arraycopy(window, at, windows, place * windowSize, windowSize);
            facts[place * FACTS] = predicted + 1f;
            facts[place * FACTS + 1] = (float) uncertainty;
            facts[place * FACTS + 2] = 0;
        }
        for (int p = 0; p < capacity; p++) {
            facts[p * FACTS + 2] += label(p) >= 0 ? 1 : 0;
        }
    }

    /** Both terms have the weight 1, as in the paper. */
    private double score(double age, double uncertainty) {
        return 1 / (1 + Math.exp(-age / capacity)) + uncertainty / Math.log(classes);
    }

    private int placeFor(int predicted, double score) {
        List<Integer> taken = places();
        int[] occupancy = new int[classes];
        taken.forEach(place -> occupancy[label(place)]++);
        if (occupancy[predicted] >= (double) capacity / classes) {
            return worst(taken, occupancy, occupancy[predicted], predicted, score);
        }
        if (taken.size() < capacity) {
            return empty();
        }
        int largest = 0;
        for (int count : occupancy) {
            largest = Math.max(largest, count);
        }
        return worst(taken, occupancy, largest, -1, score);
    }

    private int empty() {
        int place = 0;
        while (label(place) >= 0) {
            place++;
        }
        return place;
    }

    /** The worst window of a class, or of all classes with {@code size} windows; -1 if none is worse than the newcomer. */
    private int worst(List<Integer> taken, int[] occupancy, int size, int onlyClass, double score) {
        int worst = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int place : taken) {
            boolean eligible = onlyClass < 0 ? occupancy[label(place)] == size : label(place) == onlyClass;
            double own = score(age(place), uncertainty(place));
            if (eligible && own >= highest) {
                worst = place;
                highest = own;
            }
        }
        return highest > score ? worst : -1;
    }
}
