// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.state.EventReadings;
import io.acclimate.state.EventWindowBuffer;
import io.acclimate.state.PackedEvents;

import java.util.Optional;

/**
 * Reads the clock of a sensor whose counter may wrap. Formats of event cameras count microseconds in 24, 31, 32, 34 or 40
 * bits; a packet that would continue the clock if one such period were added has wrapped.
 */
final class SensorClock {

    /** Times beyond this, about 73,000 years, are absurd; within it no sum of times overflows. */
    private static final long MAX_ABS_MICROS = 1L << 61;

    private static final long[] PERIODS = {1L << 24, 1L << 31, 1L << 32, 1L << 34, 1L << 40};

    private final long maxJumpMicros;

    SensorClock(long maxJumpMicros) {
        this.maxJumpMicros = maxJumpMicros;
    }

    /**
     * What the wraps add to the packet's times if it continues the stream's clock; nothing if it does not. Any sane clock
     * will do for the first packet.
     */
    Optional<Long> loop(EventWindowBuffer state, EventReadings packet) {
        if (Math.abs(packet.startMicros()) > MAX_ABS_MICROS) {
            return Optional.empty();
        }
        long loop = state.loopMicros();
        long highest = state.highestMicros();
        if (highest == EventWindowBuffer.NONE || near(first(packet) + loop, highest)) {
            return Optional.of(loop);
        }
        for (long period : PERIODS) {
            // A period that is no longer than believable steps could be one.
            if (period > 2 * maxJumpMicros
                    && near(first(packet) + loop + period, highest)
                    && loop + period < MAX_ABS_MICROS) {
                return Optional.of(loop + period);
            }
        }
        return Optional.empty();
    }

    /** Whether the packet goes on from the one that jumped, and beyond it: the jump is a new clock. */
    boolean confirms(long candidate, EventReadings packet) {
        return candidate != EventWindowBuffer.NONE
                && Math.abs(packet.startMicros()) <= MAX_ABS_MICROS
                && last(packet) > candidate
                && near(first(packet), candidate);
    }

    private boolean near(long micros, long highest) {
        return Math.abs(micros - highest) <= maxJumpMicros;
    }

    /** Time of the packet's first event on the sensor's clock. */
    static long first(EventReadings packet) {
        return packet.startMicros() + PackedEvents.micros(packet.events(), 0);
    }

    /** Time of the packet's last event on the sensor's clock. */
    static long last(EventReadings packet) {
        return packet.startMicros() + PackedEvents.micros(packet.events(), packet.events().length - PackedEvents.BYTES);
    }
}
