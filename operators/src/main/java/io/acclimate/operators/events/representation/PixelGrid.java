// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import java.nio.FloatBuffer;

/**
 * Shape [channels, height, width] of a representation, and how it is emptied.
 *
 * @param channels planes, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
record PixelGrid(int channels, int height, int width) {

    private static final float[] ZEROS = new float[4096];
    private static final int LARGEST = 1 << 28;

    PixelGrid {
        if (channels < 1 || height < 1 || width < 1 || (double) channels * height * width > LARGEST) {
            throw new IllegalArgumentException(
                    "a representation of %d channels of %d rows and %d columns is impossible; all must be at least 1 and "
                                    .formatted(channels, height, width)
                            + "their product at most " + LARGEST);
        }
    }

    int[] shape() {
        return new int[] {channels, height, width};
    }

    int pixels() {
        return height * width;
    }

    /** Sets everything to 0, in blocks: single puts would cost more than the events of a short window. */
    void clear(FloatBuffer out) {
        int size = channels * pixels();
        int at = out.position();
        for (int left = size; left > 0; left -= ZEROS.length) {
            int block = Math.min(left, ZEROS.length);
            out.put(at, ZEROS, 0, block);
            at += block;
        }
    }
}
