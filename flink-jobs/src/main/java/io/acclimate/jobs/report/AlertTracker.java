// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Holds one stream's alerts against its known shifts. A stream's alerts come in order of its time and one incident is open
 * at most; what is kept grows with the known shifts only.
 *
 * <p>An alert is held against the latest shift that began before it was decided. A shift counts as under alert already if
 * an incident was open when it began, even if that one is resolved and opened again later.
 */
final class AlertTracker {

    private static final long NOT_FOUND = -1;

    private final List<KnownShift> shifts;
    private final long[] delays;
    private final boolean[] alreadyOpen;
    private String openId;
    private long openedMicros = Long.MIN_VALUE;
    private long opened;
    private long falseAlarms;

    AlertTracker(List<KnownShift> known) {
        shifts = known.stream()
                .sorted(Comparator.comparingLong(KnownShift::startMicros))
                .toList();
        delays = new long[shifts.size()];
        Arrays.fill(delays, NOT_FOUND);
        alreadyOpen = new boolean[shifts.size()];
    }

    /** Whether an incident is new: neither open now nor older than the last one. */
    boolean isNew(String alertId, long detectedMicros) {
        return !alertId.equals(openId) && detectedMicros > openedMicros;
    }

    AlertMark.Outcome open(String alertId, long detectedMicros) {
        noteShiftsUnderOpenIncident(detectedMicros);
        openId = alertId;
        openedMicros = detectedMicros;
        opened++;
        AlertMark.Outcome outcome = judge(latestBegun(detectedMicros), detectedMicros);
        falseAlarms += outcome == AlertMark.Outcome.FALSE_ALARM ? 1 : 0;
        return outcome;
    }

    private AlertMark.Outcome judge(int index, long detectedMicros) {
        if (index < 0) {
            return AlertMark.Outcome.FALSE_ALARM;
        }
        if (detectedMicros > shifts.get(index).endMicros()) {
            return AlertMark.Outcome.AFTER_SHIFT;
        }
        if (alreadyOpen[index] || delays[index] != NOT_FOUND) {
            return AlertMark.Outcome.REPEATED;
        }
        delays[index] = detectedMicros - shifts.get(index).startMicros();
        return AlertMark.Outcome.FOUND;
    }

    /** Closes the open incident; false if this one is not open. */
    boolean resolve(String alertId, long detectedMicros) {
        if (!alertId.equals(openId)) {
            return false;
        }
        noteShiftsUnderOpenIncident(detectedMicros);
        openId = null;
        return true;
    }

    private void noteShiftsUnderOpenIncident(long untilMicros) {
        for (int i = 0; i < shifts.size(); i++) {
            alreadyOpen[i] |= beganUnderOpenIncident(i) && shifts.get(i).startMicros() < untilMicros;
        }
    }

    private boolean beganUnderOpenIncident(int index) {
        return openId != null && shifts.get(index).startMicros() >= openedMicros;
    }

    /** The shift that an alert is held against; null on an unshifted stream. */
    KnownShift shiftAt(long detectedMicros) {
        return shifts.isEmpty() ? null : shifts.get(Math.max(0, latestBegun(detectedMicros)));
    }

    /** Index of the latest shift that a window ending at the instant has readings of; -1 if there is none. */
    private int latestBegun(long micros) {
        int latest = -1;
        while (latest + 1 < shifts.size() && shifts.get(latest + 1).startMicros() < micros) {
            latest++;
        }
        return latest;
    }

    long opened() {
        return opened;
    }

    long falseAlarms() {
        return falseAlarms;
    }

    /** What has become of every shift, given how far the stream has been played. */
    List<ShiftFinding> findings(long playedMicros) {
        List<ShiftFinding> findings = new ArrayList<>();
        for (int i = 0; i < shifts.size(); i++) {
            findings.add(new ShiftFinding(shifts.get(i), state(i, playedMicros), delays[i]));
        }
        return findings;
    }

    private ShiftFinding.State state(int index, long playedMicros) {
        if (delays[index] != NOT_FOUND) {
            return ShiftFinding.State.FOUND;
        }
        if (shifts.get(index).startMicros() >= playedMicros) {
            return ShiftFinding.State.NOT_REACHED;
        }
        return alreadyOpen[index] || beganUnderOpenIncident(index)
                ? ShiftFinding.State.ALREADY_OPEN
                : ShiftFinding.State.MISSED;
    }
}
