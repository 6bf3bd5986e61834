// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Time-ordered recent events (TORE), [2 depth, height, width]: for each pixel and polarity the ages of its latest {@code
 * depth} events in the window, the latest first; channels 0 .. depth-1 are OFF, the others ON. Of an event dt microseconds
 * before the end of the window,
 *
 * <pre>log(1 + min(max(dt, 150 us), 5 s)) - log(1 + 150 us)</pre>
 *
 * <p>Natural logarithm, dt in microseconds: 0 for events of the last 150 us, 10.4 for 5 s and where there is no event.
 * Source: Baldwin et al., TPAMI 2022, arXiv 2103.06108; the published code subtracts the logarithm of the least time.
 */
public final class TimeOrderedRecentEvents implements Representation {

    private static final float LEAST_MICROS = 150;
    private static final float MOST_MICROS = 5_000_000;
    private static final double OFFSET = Math.log1p(LEAST_MICROS);
    private static final float NONE = age(MOST_MICROS);

    private final PixelGrid grid;
    private final int depth;
    private final float[] never = new float[4096];

    /**
     * TORE volumes.
     *
     * @param depth events per pixel and polarity, at least 1
     */
    public TimeOrderedRecentEvents(int width, int height, int depth) {
        this.depth = depth;
        this.grid = new PixelGrid(2 * depth, height, width);
        Arrays.fill(never, MOST_MICROS);
    }

    private static float age(float micros) {
        return (float) (Math.log1p(Math.max(micros, LEAST_MICROS)) - OFFSET);
    }

    @Override
    public int[] shape() {
        return grid.shape();
    }

    @Override
    public void write(EventBuffer events, int from, int to, long startMicros, long endMicros, FloatBuffer out) {
        int base = out.position();
        int end = base + size();
        for (int at = base; at < end; at += never.length) {
            out.put(at, never, 0, Math.min(never.length, end - at));
        }
        char[] x = events.x();
        char[] y = events.y();
        for (int i = from; i < to; i++) {
            int pixel = base + y[i] * grid.width() + x[i];
            push(out, pixel + events.polarity()[i] * depth * grid.pixels(), endMicros - events.times()[i]);
        }
        for (int at = base; at < end; at++) {
            float micros = out.get(at);
            out.put(at, micros >= MOST_MICROS ? NONE : age(micros));
        }
    }

    private void push(FloatBuffer out, int newest, long micros) {
        int pixels = grid.pixels();
        for (int k = depth - 1; k > 0; k--) {
            out.put(newest + k * pixels, out.get(newest + (k - 1) * pixels));
        }
        out.put(newest, micros);
    }
}
