// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;

/**
 * Event spike tensor with the fixed trilinear kernel, [2 bins, height, width]; channels 0 .. bins-1 are OFF, the others ON.
 * With s = (t - start) / (end - start) in [0, 1), bin b of an event's polarity gets
 *
 * <pre>s max(0, 1 - |(bins - 1) s - b|)</pre>
 *
 * <p>The measurement is the time s, bin b stands for the instant b / (bins - 1). Source: Gehrig et al., ICCV 2019, whose
 * learned kernel starts from this one; their bins are 9.
 */
public final class EventSpikeTensor implements Representation {

    private final PixelGrid grid;
    private final int bins;

    /**
     * An event spike tensor.
     *
     * @param bins per polarity, at least 2
     */
    public EventSpikeTensor(int width, int height, int bins) {
        if (bins < 2) {
            throw new IllegalArgumentException("an event spike tensor needs at least 2 bins, not " + bins);
        }
        this.bins = bins;
        this.grid = new PixelGrid(2 * bins, height, width);
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
        float perMicro = 1f / (endMicros - startMicros);
        for (int i = from; i < to; i++) {
            float time = (times[i] - startMicros) * perMicro;
            float position = time * (bins - 1);
            // A time just before the end may round to 1.
            int bin = Math.min((int) position, bins - 2);
            float upper = position - bin;
            int at = base + (polarity[i] * bins + bin) * pixels + y[i] * width + x[i];
            out.put(at, out.get(at) + time * (1 - upper));
            out.put(at + pixels, out.get(at + pixels) + time * upper);
        }
    }
}
