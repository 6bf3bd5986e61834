// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.util.ArrayList;
import java.util.List;

/** What one decoder has read and what it has skipped: exact counts, and the byte offsets of the first faults. */
public final class DecodeReport {

    /** How many faults are kept with their offset; all are counted. */
    public static final int KEPT_FAULTS = 100;

    /**
     * One fault.
     *
     * @param fault what it is
     * @param offset byte offset in the recording at which the skipped event, word, line or packet begins
     */
    public record At(Fault fault, long offset) {}

    private final long[] counts = new long[Fault.values().length];
    private final List<At> first = new ArrayList<>();
    private long events;
    private long otherEvents;

    /** Number of change events decoded. */
    public long events() {
        return events;
    }

    /** Number of triggers, grey levels, frames, inertial and other records that are no change events. */
    public long otherEvents() {
        return otherEvents;
    }

    /** How often this fault occurred. */
    public long count(Fault fault) {
        return counts[fault.ordinal()];
    }

    /** Number of all faults. */
    public long faults() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** The first {@link #KEPT_FAULTS} faults in the order in which they were met. */
    public List<At> firstFaults() {
        return List.copyOf(first);
    }

    void add(Fault fault, long offset) {
        counts[fault.ordinal()]++;
        if (first.size() < KEPT_FAULTS) {
            first.add(new At(fault, offset));
        }
    }

    void addEvents(long decoded) {
        events += decoded;
    }

    void addOther(long decoded) {
        otherEvents += decoded;
    }
}
