// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.filter;

import java.util.Arrays;

/**
 * When each pixel last did something, as microseconds since a moving origin in 32 bits, half of what the times themselves
 * would take. Only times of the last {@link #horizon} matter, so that the origin can move on before they overflow: whatever
 * is older than the horizon then becomes {@link #NEVER}. That costs one pass over the pixels in nine minutes.
 */
final class LastTimes {

    /** Longest horizon, 8.9 minutes. */
    static final int LONGEST_HORIZON = 1 << 29;

    /** Longer ago than any horizon, from any time that the array can hold, and not so far that a difference overflows. */
    private static final int NEVER = -(1 << 30);

    private final int horizon;
    private final int[] times;
    private long origin = Long.MIN_VALUE;
    private long latest = Long.MIN_VALUE;

    /**
     * No pixel has done anything.
     *
     * @param horizon microseconds after which a time no longer matters, 1 to {@link #LONGEST_HORIZON}
     */
    LastTimes(int pixels, long horizon, String what) {
        if (horizon < 1 || horizon > LONGEST_HORIZON) {
            throw new IllegalArgumentException("%s of %d us is impossible; it must be from 1 us to %d us"
                    .formatted(what, horizon, LONGEST_HORIZON));
        }
        this.horizon = (int) horizon;
        this.times = new int[pixels];
        Arrays.fill(times, NEVER);
    }

    /** The array, by pixel; write only what {@link #now} has returned. */
    int[] times() {
        return times;
    }

    long bytes() {
        return (long) Integer.BYTES * times.length;
    }

    /**
     * The time in the array's terms; moves the origin where it must, and forgets all if time has gone back. An entry e is
     * at most the horizon ago exactly if {@code now - e <= horizon}.
     */
    int now(long time) {
        if (time < latest) {
            Arrays.fill(times, NEVER);
            origin = time;
        } else if (time - origin > LONGEST_HORIZON || origin == Long.MIN_VALUE) {
            move(time);
        }
        latest = time;
        return (int) (time - origin);
    }

    private void move(long time) {
        // The first event, or the end of a pause so long that nothing before it matters.
        boolean all = latest == Long.MIN_VALUE || time - latest > horizon;
        long shift = time - origin;
        for (int i = 0; i < times.length; i++) {
            boolean matters = !all && times[i] != NEVER && shift - times[i] <= horizon;
            times[i] = matters ? (int) (times[i] - shift) : NEVER;
        }
        origin = time;
    }

    /** Writes what matters, as ages: whether there is any time, the latest one, and the entries within the horizon. */
    void write(StateWriter out) {
        out.putLong(latest);
        int[] ages = new int[times.length];
        for (int i = 0; i < ages.length; i++) {
            long age = latest - origin - times[i];
            ages[i] = times[i] != NEVER && age <= horizon ? (int) age : -1;
        }
        out.putSparse(ages, -1);
    }

    void read(StateReader in) {
        latest = in.getLong();
        origin = latest;
        in.getSparse(times, -1, 0, horizon);
        for (int i = 0; i < times.length; i++) {
            times[i] = times[i] < 0 ? NEVER : -times[i];
        }
    }
}
