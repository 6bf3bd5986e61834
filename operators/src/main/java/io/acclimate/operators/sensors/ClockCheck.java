// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

/**
 * Tells a packet that continues a clock from one whose clock has jumped.
 *
 * <p>A packet continues a clock if each of its readings, in the packet's order, lies no further than the longest
 * believable step from the newest timestamp before it, ahead or behind. Readings behind by less than that step may be
 * late, but say nothing against the clock: a producer that repeats its latest packets is no clock reset.
 */
final class ClockCheck {

    /** Timestamps beyond this, about 73,000 years, are absurd; within it no sum of times overflows. */
    private static final long MAX_ABS_MICROS = 1L << 61;

    private final long maxJumpMicros;

    ClockCheck(long maxJumpMicros) {
        this.maxJumpMicros = maxJumpMicros;
    }

    /** Whether the packet continues the clock that stands at {@code newest}; any sane clock will do if that is NONE. */
    boolean continues(long newest, SensorReadings packet) {
        long clock = newest == SensorBuffer.NONE ? clamp(packet.timestampsMicros()[0]) : newest;
        for (long timestamp : packet.timestampsMicros()) {
            if (timestamp != clamp(timestamp) || Math.abs(timestamp - clock) > maxJumpMicros) {
                return false;
            }
            clock = Math.max(clock, timestamp);
        }
        return true;
    }

    /** Whether the packet confirms the jump to {@code candidate}: it continues that clock and goes beyond it. */
    boolean confirms(long candidate, SensorReadings packet) {
        // The packet that jumped, sent once more, ends where it ended: it must not confirm itself.
        return candidate != SensorBuffer.NONE && newest(packet) > candidate && continues(candidate, packet);
    }

    /** The packet's newest timestamp, brought into the range of sane clocks. */
    static long newest(SensorReadings packet) {
        long newest = SensorBuffer.NONE;
        for (long timestamp : packet.timestampsMicros()) {
            newest = Math.max(newest, timestamp);
        }
        return clamp(newest);
    }

    private static long clamp(long micros) {
        return Math.max(-MAX_ABS_MICROS, Math.min(MAX_ABS_MICROS, micros));
    }
}
