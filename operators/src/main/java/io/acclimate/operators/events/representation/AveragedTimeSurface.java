// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Histogram of averaged time surfaces (HATS), [2 (2 R + 1)^2, cell rows, cell columns]. The sensor is cut into square
 * cells. For each event i, the surface around it sums, over the earlier events j of its cell and polarity with |xj - xi|,
 * |yj - yi| at most R and ti - tj at most the memory time,
 *
 * <pre>exp(-(ti - tj) / tau) at the offset (xj - xi, yj - yi)</pre>
 *
 * and a cell's value is the mean of the surfaces of its events of that polarity. Channel = (p (2 R + 1) + dy + R) (2 R + 1) +
 * dx + R, with p = 0 for OFF. Source: Sironi et al., CVPR 2018, with their memory per cell.
 *
 * <p>A cell remembers its latest {@link #REMEMBERED} events of each polarity: what is older is not summed even if it is
 * within the memory time, which bounds both the memory and the work per event.
 */
public final class AveragedTimeSurface implements Representation {

    /** How many earlier events of a cell and polarity are looked at. */
    public static final int REMEMBERED = 64;

    private final PixelGrid grid;
    private final int cell;
    private final int radius;
    private final long memoryMicros;
    private final Decay decay;
    private final int[] indices;
    private final int[] counts;

    /**
     * Averaged time surfaces.
     *
     * @param cell side of a cell, pixels, at least 1; cells at the right and lower edge may be cut
     * @param radius R, pixels, at least 0
     * @param tauMicros time constant, 1 microsecond to 10 s
     * @param memoryMicros how far back events count, at least 1
     */
    public AveragedTimeSurface(int width, int height, int cell, int radius, long tauMicros, long memoryMicros) {
        if (cell < 1 || radius < 0 || memoryMicros < 1) {
            throw new IllegalArgumentException(
                    "cells of %d pixels, a radius of %d and a memory of %d us are impossible; "
                                    .formatted(cell, radius, memoryMicros)
                            + "they must be at least 1, 0 and 1");
        }
        int side = 2 * radius + 1;
        this.grid = new PixelGrid(2 * side * side, ceilDiv(height, cell), ceilDiv(width, cell));
        this.cell = cell;
        this.radius = radius;
        this.memoryMicros = memoryMicros;
        this.decay = new Decay(tauMicros);
        this.indices = new int[2 * grid.pixels() * REMEMBERED];
        this.counts = new int[2 * grid.pixels()];
    }

    private static int ceilDiv(int size, int cell) {
        return (size + cell - 1) / cell;
    }

    @Override
    public int[] shape() {
        return grid.shape();
    }

    @Override
    public void write(EventBuffer events, int from, int to, long startMicros, long endMicros, FloatBuffer out) {
        grid.clear(out);
        Arrays.fill(counts, 0);
        for (int i = from; i < to; i++) {
            int position = events.y()[i] / cell * grid.width() + events.x()[i] / cell;
            int memory = events.polarity()[i] * grid.pixels() + position;
            addSurface(events, i, memory, position, out);
            indices[memory * REMEMBERED + counts[memory]++ % REMEMBERED] = i;
        }
        average(out);
    }

    private void addSurface(EventBuffer events, int i, int memory, int position, FloatBuffer out) {
        int remembered = Math.min(counts[memory], REMEMBERED);
        int side = 2 * radius + 1;
        int base = out.position() + events.polarity()[i] * side * side * grid.pixels() + position;
        for (int back = 1; back <= remembered; back++) {
            int j = indices[memory * REMEMBERED + (counts[memory] - back) % REMEMBERED];
            long age = events.times()[i] - events.times()[j];
            if (age > memoryMicros) {
                return;
            }
            int dx = events.x()[j] - events.x()[i] + radius;
            int dy = events.y()[j] - events.y()[i] + radius;
            if (dx >= 0 && dx < side && dy >= 0 && dy < side) {
                int at = base + (dy * side + dx) * grid.pixels();
                out.put(at, out.get(at) + decay.after(age));
            }
        }
    }

    private void average(FloatBuffer out) {
        int perPolarity = grid.channels() / 2;
        for (int channel = 0; channel < grid.channels(); channel++) {
            int polarity = channel / perPolarity;
            for (int pixel = 0; pixel < grid.pixels(); pixel++) {
                int count = counts[polarity * grid.pixels() + pixel];
                if (count > 1) {
                    int at = out.position() + channel * grid.pixels() + pixel;
                    out.put(at, out.get(at) / count);
                }
            }
        }
    }
}
