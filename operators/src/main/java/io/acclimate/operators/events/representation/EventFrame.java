// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;

/**
 * Event frame [1, height, width]: the polarity of the latest event at each pixel, +1 for ON, -1 for OFF, 0 where there was
 * none. Source: Rebecq et al., BMVC 2017.
 */
public final class EventFrame implements Representation {

    private final PixelGrid grid;

    /** A frame of a sensor of this size. */
    public EventFrame(int width, int height) {
        grid = new PixelGrid(1, height, width);
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
        for (int i = from; i < to; i++) {
            out.put(base + y[i] * width + x[i], 2 * polarity[i] - 1);
        }
    }
}
