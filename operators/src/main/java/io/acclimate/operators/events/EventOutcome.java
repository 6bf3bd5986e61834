// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.sensors.Outcome.DeadLetter;
import io.acclimate.state.EventWindowBuffer;

import java.util.List;
import java.util.Optional;

/**
 * What one packet, or a timer, did to its stream.
 *
 * @param state the stream's new state
 * @param windows windows that are complete, in order of time
 * @param counts what happened to the events
 * @param deadLetter set if the packet is to be dead-lettered; some of its events may have been accepted nevertheless
 */
public record EventOutcome(
        EventWindowBuffer state, List<EventWindow> windows, Counts counts, Optional<DeadLetter> deadLetter) {

    /**
     * Numbers for the metrics.
     *
     * @param accepted events that entered the buffer
     * @param reordered accepted events that were put before later ones
     * @param late events dropped because their window was already complete
     * @param overflowed events dropped because the buffer was full
     * @param silentWindows windows of fixed time that were left out because no event lies in them
     * @param clockResets 1 if the packet restarted the stream on a new clock, otherwise 0
     * @param clockWraps 1 if the sensor's clock began anew with the packet, otherwise 0
     */
    public record Counts(
            int accepted,
            int reordered,
            int late,
            int overflowed,
            long silentWindows,
            int clockResets,
            int clockWraps) {

        /** Nothing happened. */
        public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0);
    }
}
