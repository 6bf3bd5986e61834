// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;

/**
 * Voxel grid [bins, height, width]: signed polarities, shared between the two bins next to each event in time. Of an event
 * at time t with polarity p (+1 ON, -1 OFF) in the window [start, end), bin b gets
 *
 * <pre>p max(0, 1 - |b - t*|), t* = bins (t - start) / (end - start) - 1/2</pre>
 *
 * <p>Bin convention <b>window-centred</b>: bin b stands for the instant in the middle of the b-th of equal parts of the
 * <em>window</em>, as in Metavision's event cube, and what would fall to bins -1 and {@code bins} is lost. The convention of
 * Zhu et al. (CVPR 2019) and rpg_e2vid, t* = (bins - 1)(t - first) / (last - first), depends on the first and the last
 * event, which a stream has only by accident, and has no value where they coincide.
 */
public final class VoxelGrid implements Representation {

    private final PixelGrid grid;

    /**
     * A voxel grid.
     *
     * @param bins at least 1
     */
    public VoxelGrid(int width, int height, int bins) {
        grid = new PixelGrid(bins, height, width);
    }

    @Override
    public int[] shape() {
        return grid.shape();
    }

    @Override
    public void write(EventBuffer events, int from, int to, long startMicros, long endMicros, FloatBuffer out) {
        grid.clear(out);
        long[] times = events.times();
        char[] x = events.x();
        char[] y = events.y();
        byte[] polarity = events.polarity();
        int base = out.position();
        int width = grid.width();
        int pixels = grid.pixels();
        int last = grid.channels() - 1;
        float perMicro = (float) grid.channels() / (endMicros - startMicros);
        for (int i = from; i < to; i++) {
            // Shifted by one bin, so that a cast rounds down for the half bin before the first, too.
            float position = (times[i] - startMicros) * perMicro + 0.5f;
            int bin = (int) position - 1;
            float upper = position - 1 - bin;
            float sign = 2 * polarity[i] - 1;
            int at = base + bin * pixels + y[i] * width + x[i];
            if (bin >= 0) {
                out.put(at, out.get(at) + sign * (1 - upper));
            }
            if (bin < last) {
                out.put(at + pixels, out.get(at + pixels) + sign * upper);
            }
        }
    }
}
