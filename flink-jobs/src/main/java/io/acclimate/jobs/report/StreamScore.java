// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.schemas.Prediction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is counted of one stream, and its part in the groups of its shifts. */
final class StreamScore {

    private final Recording recording;
    private final Map<GroupScore, GroupMember> memberships = new LinkedHashMap<>();
    private final Map<ShiftGroup, GroupScore> groups = new LinkedHashMap<>();
    private final SegmentScore segments;
    private final AlertTracker alerts;
    private final Tally tally = new Tally();
    private long playedMicros = Long.MIN_VALUE;
    private long windows;

    StreamScore(Recording recording, List<String> segmentNames) {
        this.recording = recording;
        this.segments = new SegmentScore(recording, segmentNames);
        this.alerts = new AlertTracker(recording.shifts());
    }

    void join(ShiftGroup group, GroupScore score, GroupMember member) {
        groups.put(group, score);
        memberships.put(score, member);
    }

    /** Moves the stream's high-water mark; false for a window that it has passed, which is a repetition. */
    boolean advance(long windowEndMicros) {
        if (windowEndMicros <= playedMicros) {
            return false;
        }
        playedMicros = windowEndMicros;
        windows++;
        return true;
    }

    /** Class of a window, {@link Recording#UNLABELLED} if it has no single one. */
    int label(Prediction prediction) {
        return RecordingWindows.label(recording, prediction.getWindowStartMicros(), prediction.getWindowEndMicros());
    }

    void add(Prediction prediction, Verdict verdict) {
        tally.add(verdict);
        segments.add(prediction.getWindowEndMicros(), verdict);
        memberships.forEach((group, member) ->
                group.add(member, prediction.getWindowStartMicros(), prediction.getWindowEndMicros(), verdict));
    }

    AlertTracker alerts() {
        return alerts;
    }

    /** Opens an incident and says where it stands on the axes of time. */
    AlertMark openAlert(String alertId, long detectedMicros) {
        AlertMark.Outcome outcome = alerts.open(alertId, detectedMicros);
        KnownShift shift = alerts.shiftAt(detectedMicros);
        ShiftGroup group = shift == null ? ShiftGroup.UNSHIFTED : ShiftGroup.of(shift);
        GroupScore score = groups.get(group);
        if (outcome == AlertMark.Outcome.FALSE_ALARM) {
            score.addFalseAlarm();
        }
        long sinceReference = detectedMicros - memberships.get(score).referenceMicros();
        long sinceShift = shift == null ? sinceReference : detectedMicros - shift.startMicros();
        return new AlertMark(recording.streamId(), group, outcome, sinceReference, sinceShift);
    }

    /** An instant of the stream's clock relative to its first reading. */
    long sinceStart(long micros) {
        return recording.readings() == 0 ? 0 : micros - recording.timestampsMicros()[0];
    }

    StreamResult result() {
        return new StreamResult(
                recording.streamId(),
                List.copyOf(groups.keySet()),
                windows,
                tally.accuracy(),
                segments.results(),
                alerts.findings(playedMicros),
                alerts.opened(),
                alerts.falseAlarms());
    }
}
