// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.Geometry;

/**
 * Tells hot pixels by how often each pixel fired. With c its number of events and s the second greatest number among its
 * eight neighbours, a pixel is hot if
 *
 * <pre>c &gt;= least and c &gt; ratio s</pre>
 *
 * <p>Source: faery's hot-pixel filter, which compares with the greatest neighbour and a ratio of 3. With the second greatest,
 * two hot pixels side by side do not hide each other, while a pixel on an edge still has two active neighbours.
 */
public final class HotPixels {

    private static final int NEIGHBOURS = 8;

    private final int width;
    private final int height;
    private final int least;
    private final double ratio;

    /**
     * A rule.
     *
     * @param least fewest events of a hot pixel, at least 1
     * @param ratio how many times the second most active neighbour, at least 1
     * @throws IllegalArgumentException if a number is impossible
     */
    public HotPixels(Geometry sensor, int least, double ratio) {
        if (least < 1 || !(ratio >= 1)) {
            throw new IllegalArgumentException(
                    "a hot pixel of at least %d events and %s times its neighbours is impossible; both must be at least 1"
                            .formatted(least, ratio));
        }
        this.width = sensor.width();
        this.height = sensor.height();
        this.least = least;
        this.ratio = ratio;
    }

    /** Whether pixel {@code at} is hot by the number of events of each pixel, row-major. */
    public boolean isHot(int[] counts, int at) {
        int count = counts[at];
        return count >= least && count > ratio * secondOfNeighbours(counts, at % width, at / width);
    }

    private int secondOfNeighbours(int[] counts, int x, int y) {
        int first = 0;
        int second = 0;
        for (int i = 0; i <= NEIGHBOURS; i++) {
            int column = x + i % 3 - 1;
            int row = y + i / 3 - 1;
            boolean itself = column == x && row == y;
            if (itself || column < 0 || row < 0 || column >= width || row >= height) {
                continue;
            }
            int count = counts[row * width + column];
            second = Math.max(second, Math.min(first, count));
            first = Math.max(first, count);
        }
        return second;
    }
}
