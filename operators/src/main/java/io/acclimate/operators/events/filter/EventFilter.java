// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.Geometry;

/**
 * Takes events out of a stream that a network should not see. It works in place, allocates nothing per event, and is for
 * one stream and one thread. What it does depends on the stream alone, not on how the stream is cut into buffers.
 *
 * <p>Events come in non-decreasing time. One that is earlier than the one before it, as after {@link
 * io.acclimate.operators.events.Fault#CLOCK_RESET}, starts a new clock: what the filter remembers of the old one's times is
 * forgotten, what it has learned of pixels stays.
 */
public interface EventFilter {

    /**
     * Removes from the buffer what does not pass; what passes keeps its order.
     *
     * @throws IndexOutOfBoundsException if an event lies outside the sensor that the filter was made for
     */
    void apply(EventBuffer events);

    /** Size of the sensor that the passed events are of. */
    Geometry geometry();

    /** Number of events that have passed since the beginning of the stream. */
    long passed();

    /** Number of events that have been removed since the beginning of the stream. */
    long dropped();

    /** Bytes of memory that it holds for the sensor's pixels. */
    long bytes();

    /**
     * All that the next events depend on, and the two counters. A filter with the same settings that has restored it goes
     * on as if nothing had happened. Its length is bounded by the number of pixels, which each filter states.
     *
     * @return a version byte and the values, little-endian
     */
    byte[] state();

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is of another filter, sensor or version, or damaged, with a sentence
     */
    void restore(byte[] state);
}
