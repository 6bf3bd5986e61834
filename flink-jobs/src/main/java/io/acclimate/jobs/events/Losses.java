// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.DecodeReport;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;

import java.util.ArrayList;
import java.util.List;

/** What a conversion loses. */
final class Losses {

    private final long timeRange;
    private long first = -1;
    private long otherEvents;
    private long faults;

    Losses(EventFormat target) {
        timeRange = switch (target) {
            case EVT2 -> 1L << 34;
            case EVT3 -> 1L << 24;
            case DAT -> 1L << 32;
            default -> Long.MAX_VALUE;
        };
    }

    /** Looks at the first of all written events. */
    void look(EventBuffer events) {
        if (first < 0 && !events.isEmpty()) {
            first = events.times()[0];
        }
    }

    /** Takes what the decoder says at the end. */
    void read(DecodeReport report) {
        otherEvents = report.otherEvents();
        faults = report.faults();
    }

    boolean isEmpty() {
        return first < timeRange && otherEvents == 0 && faults == 0;
    }

    @Override
    public String toString() {
        List<String> said = new ArrayList<>();
        if (otherEvents > 0) {
            said.add(Progress.text("%,d records that are no change events", otherEvents));
        }
        if (faults > 0) {
            said.add(Progress.text("%,d damaged places ('events info' lists them)", faults));
        }
        if (first >= timeRange) {
            said.add(Progress.text(
                    "%,d us of the start time, since the format's clock has only %,d",
                    first - first % timeRange, timeRange));
        }
        return String.join(" and ", said);
    }
}
