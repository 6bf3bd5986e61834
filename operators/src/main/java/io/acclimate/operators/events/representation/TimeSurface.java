// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;

/**
 * Time surface [2, height, width]: how long ago, at the end of the window, each pixel last had an event of each polarity.
 * Channel 0 is OFF, channel 1 ON; 0 where there was none in the window. With dt = end - time of the latest event:
 *
 * <ul>
 *   <li>{@link Kind#EXPONENTIAL}: exp(-dt / tau), in (0, 1];
 *   <li>{@link Kind#LINEAR}: max(0, 1 - dt / (3 tau)).
 * </ul>
 *
 * Source: Lagorce et al., TPAMI 39 (2017) 1346 (HOTS); the linear form as in tonic.
 */
public final class TimeSurface implements Representation {

    /** How recency falls with time. */
    public enum Kind {
        /** exp(-dt / tau). */
        EXPONENTIAL,
        /** max(0, 1 - dt / (3 tau)). */
        LINEAR
    }

    private final PixelGrid grid;
    private final Kind kind;
    private final Decay decay;
    private final float slope;

    /**
     * A time surface.
     *
     * @param tauMicros time constant, 1 microsecond to 10 s
     */
    public TimeSurface(int width, int height, Kind kind, long tauMicros) {
        this.grid = new PixelGrid(2, height, width);
        this.kind = kind;
        this.decay = new Decay(tauMicros);
        this.slope = 1f / (3 * tauMicros);
    }

    @Override
    public int[] shape() {
        return grid.shape();
    }

    @Override
    public void write(EventBuffer events, int from, int to, long startMicros, long endMicros, FloatBuffer out) {
        grid.clear(out);
        if (kind == Kind.EXPONENTIAL) {
            exponential(events, from, to, endMicros, out);
        } else {
            linear(events, from, to, endMicros, out);
        }
    }

    /** Events come in the order of time, so that the last value written at a pixel is the latest event's. */
    private void exponential(EventBuffer events, int from, int to, long end, FloatBuffer out) {
        long[] times = events.times();
        char[] x = events.x();
        char[] y = events.y();
        byte[] polarity = events.polarity();
        int base = out.position();
        int width = grid.width();
        int pixels = grid.pixels();
        for (int i = from; i < to; i++) {
            out.put(base + polarity[i] * pixels + y[i] * width + x[i], decay.after(end - times[i]));
        }
    }

    private void linear(EventBuffer events, int from, int to, long end, FloatBuffer out) {
        long[] times = events.times();
        char[] x = events.x();
        char[] y = events.y();
        byte[] polarity = events.polarity();
        int base = out.position();
        int width = grid.width();
        int pixels = grid.pixels();
        for (int i = from; i < to; i++) {
            float value = Math.max(0, 1 - (end - times[i]) * slope);
            out.put(base + polarity[i] * pixels + y[i] * width + x[i], value);
        }
    }
}
