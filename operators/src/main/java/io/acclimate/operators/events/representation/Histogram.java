// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;

/**
 * Two-channel event histogram [2, height, width]: H(p, y, x) = number of events of polarity p at (x, y). Channel 0 counts
 * OFF, channel 1 ON. With {@link Scale#LOGARITHM} it holds log(1 + H), natural logarithm, which turns a change of the
 * event rate into an offset that normalization layers take away. Source: Maqueda et al., CVPR 2018.
 */
public final class Histogram implements Representation {

    /** What is written for a count. */
    public enum Scale {
        /** The count. */
        COUNT,
        /** log(1 + count). */
        LOGARITHM
    }

    private static final int TABLE = 1024;
    private static final float[] LOGARITHMS = new float[TABLE];

    static {
        for (int i = 0; i < TABLE; i++) {
            LOGARITHMS[i] = (float) Math.log1p(i);
        }
    }

    private final PixelGrid grid;
    private final Scale scale;

    /** A histogram of a sensor of this size. */
    public Histogram(int width, int height, Scale scale) {
        this.grid = new PixelGrid(2, height, width);
        this.scale = scale;
    }

    @Override
    public int[] shape() {
        return grid.shape();
    }

    @Override
    public void write(EventBuffer events, int from, int to, long startMicros, long endMicros, FloatBuffer out) {
        grid.clear(out);
        char[] x = events.x();
        char[] y = events.y();
        byte[] polarity = events.polarity();
        int base = out.position();
        int width = grid.width();
        int pixels = grid.pixels();
        for (int i = from; i < to; i++) {
            int at = base + polarity[i] * pixels + y[i] * width + x[i];
            out.put(at, out.get(at) + 1);
        }
        if (scale == Scale.LOGARITHM) {
            takeLogarithms(out, base, base + 2 * pixels);
        }
    }

    private static void takeLogarithms(FloatBuffer out, int from, int to) {
        for (int at = from; at < to; at++) {
            float count = out.get(at);
            if (count > 0) {
                out.put(at, count < TABLE ? LOGARITHMS[(int) count] : (float) Math.log1p(count));
            }
        }
    }
}
