// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Keeps the events of a stream in order of time. An event earlier than the last one is skipped. If {@link #RESET_AFTER}
 * events in a row are earlier, the last time was wrong or the device has restarted its clock: the stream goes on from
 * there, because skipping everything until the old time returns could skip hours.
 */
final class TimeOrder {

    /** How many earlier events in a row are a new clock. */
    static final int RESET_AFTER = 256;

    private final DecodeReport report;
    /** Time of the last event taken, microseconds; hot loops keep it in a local variable while they run. */
    long last = Long.MIN_VALUE;

    private long takenAtLastReversal = -1;
    private int run;

    TimeOrder(DecodeReport report) {
        this.report = report;
    }

    /**
     * Counts an event that is earlier than the last one.
     *
     * @param taken number of events taken so far, by which runs are told from single ones
     * @return whether it is to be taken all the same, as the first one of a new clock
     */
    boolean startsNewClock(long taken, long offset) {
        run = taken == takenAtLastReversal ? run + 1 : 1;
        takenAtLastReversal = taken;
        boolean reset = run >= RESET_AFTER;
        report.add(reset ? Fault.CLOCK_RESET : Fault.TIME_REVERSED, offset);
        return reset;
    }
}
