// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;

import java.util.List;

/** A stream as a member of one shift group: its recording and those of its known shifts that belong to the group. */
record GroupMember(Recording recording, List<KnownShift> shifts) {

    /** Where a window lies relative to a member's shifts. */
    enum Phase {
        BEFORE,
        DURING,
        AFTER,
        /** Only shifts of another group touch the window. */
        ELSEWHERE
    }

    /** The instant that the members of a group are aligned at: the group's first shift, without one the first reading. */
    long referenceMicros() {
        return shifts.isEmpty() ? firstMicros() : start(shifts);
    }

    long firstMicros() {
        return recording.readings() == 0 ? 0 : recording.timestampsMicros()[0];
    }

    long lastMicros() {
        return recording.readings() == 0 ? 0 : recording.timestampsMicros()[recording.readings() - 1];
    }

    /** A window that holds as much as one shifted reading is in the shift. */
    Phase phase(long windowStartMicros, long windowEndMicros) {
        if (windowEndMicros <= start(recording.shifts())) {
            return Phase.BEFORE;
        }
        if (windowStartMicros >= end(recording.shifts())) {
            return Phase.AFTER;
        }
        for (KnownShift shift : shifts) {
            if (windowEndMicros > shift.startMicros() && windowStartMicros < shift.endMicros()) {
                return Phase.DURING;
            }
        }
        return Phase.ELSEWHERE;
    }

    /** Strength of the group's strongest shift, 0..1. */
    double strengthAt(long micros) {
        double strongest = 0;
        for (KnownShift shift : shifts) {
            strongest = Math.max(strongest, shift.strengthAt(micros));
        }
        return strongest;
    }

    private static long start(List<KnownShift> shifts) {
        long start = Long.MAX_VALUE;
        for (KnownShift shift : shifts) {
            start = Math.min(start, shift.startMicros());
        }
        return start;
    }

    private static long end(List<KnownShift> shifts) {
        long end = Long.MIN_VALUE;
        for (KnownShift shift : shifts) {
            end = Math.max(end, shift.endMicros());
        }
        return end;
    }
}
