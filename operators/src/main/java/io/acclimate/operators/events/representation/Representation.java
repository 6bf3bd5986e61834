// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import io.acclimate.operators.events.EventBuffer;

import java.nio.FloatBuffer;

/**
 * Turns the events of one window into the tensor that a network sees. What it writes depends on the window alone, and
 * nothing is allocated per event. An instance may have scratch memory: one thread uses it at a time.
 */
public interface Representation {

    /** Shape of what is written: channels, height, width. */
    int[] shape();

    /** Number of values written. */
    default int size() {
        int[] shape = shape();
        return Math.multiplyExact(Math.multiplyExact(shape[0], shape[1]), shape[2]);
    }

    /**
     * Writes the window into {@code out} from its position on, row-major, and leaves its position where it is. It is
     * fastest on a direct buffer of the machine's byte order.
     *
     * @param events hold the window at [from, to), in the order of time, each with {@code startMicros <= time <
     *     endMicros} and inside the sensor; whoever filled the buffer has taken care of that
     * @param startMicros beginning of the window on the sensor's clock
     * @param endMicros end of the window, after {@code startMicros}
     * @param out has room for {@link #size()} values; whatever they were is overwritten
     */
    void write(EventBuffer events, int from, int to, long startMicros, long endMicros, FloatBuffer out);
}
