// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;

import java.util.List;
import java.util.Optional;

/**
 * What one packet did to its stream.
 *
 * @param state the stream's new state
 * @param windows windows that the packet completed, in time order
 * @param counts what happened to the readings
 * @param deadLetter set if the packet is to be dead-lettered; some of its readings may have been accepted nevertheless
 */
public record Outcome(SensorBuffer state, List<SensorWindow> windows, Counts counts, Optional<DeadLetter> deadLetter) {

    /**
     * Numbers for the metrics.
     *
     * @param accepted readings that entered the buffer
     * @param duplicates readings dropped because one of the same timestamp is buffered
     * @param late readings dropped because their place in time was already final
     * @param overflowed buffered readings pushed out by the bound of the buffer
     * @param lostWindows windows that cannot be made because a hole is too long or readings were pushed out
     * @param clockResets 1 if the packet restarted the stream on a new clock, otherwise 0
     */
    public record Counts(int accepted, int duplicates, int late, int overflowed, long lostWindows, int clockResets) {

        /** Nothing happened. */
        public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0);
    }

    /**
     * Why the packet is to be dead-lettered.
     *
     * @param reason error class
     * @param message one sentence with the facts and what to do
     */
    public record DeadLetter(DropReason reason, String message) {}
}
