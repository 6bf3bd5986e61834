// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

/** Why a packet, or some of its readings, did not enter the stream; the error class of its dead letter. */
public enum DropReason {
    /** The packet's number of channels is not the model's: all of it is dropped. */
    WRONG_CHANNELS,

    /**
     * A reading is further from the stream's newest one than the clock may step, ahead or behind: all of the packet is
     * dropped. The next packet is taken as a clock reset if it continues from this one.
     */
    CLOCK_JUMP,

    /** Some readings came after their place in time was final, yet within a believable step: only they are dropped. */
    LATE,

    /** The readings are so dense that the buffer's bound was reached: the oldest buffered ones were pushed out. */
    OVERFLOW
}
