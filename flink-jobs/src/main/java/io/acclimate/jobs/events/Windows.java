// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

/** Consecutive windows of equal length on the sensor's clock, for drawing. */
final class Windows {

    private final long length;
    private final long offset;
    private boolean started;
    private long end;

    /**
     * Windows that have not begun.
     *
     * @param length microseconds, at least 1
     * @param offset microseconds after the first event at which the first window begins
     */
    Windows(long length, long offset) {
        this.length = length;
        this.offset = offset;
    }

    /** Begins with the recording's first event; later calls do nothing. */
    void start(long firstMicros) {
        if (!started) {
            started = true;
            end = firstMicros + offset + length;
        }
    }

    /** Whether the present window has ended before {@code micros}; then the next one becomes present. */
    boolean endsBefore(long micros) {
        if (micros < end) {
            return false;
        }
        end += length;
        return true;
    }

    /** Whether a time that is before the present window's end is not before its beginning. */
    boolean holds(long micros) {
        return micros >= end - length;
    }
}
