// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.report.RunSnapshot.ClassResult;
import io.acclimate.operators.guard.Guard;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.ShiftAlert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects what a run puts out and holds it against what was played: accuracy of the adapted and the frozen model, alerts
 * against known shifts, latency and throughput.
 *
 * <p>A stream's predictions come in order of its time, as one Kafka partition gives them; a window that does not end after
 * the stream's last one is a repetition and only counted as such. The same holds for alerts. Adaptation log entries are
 * taken as they come.
 *
 * <p>What is kept grows with streams, known shifts and classes, never with windows or time: counters per bin, the marks of
 * the first {@value #MOST_MARKS} alerts, a ring of the last 1000 verdicts. Every method may be called by any thread.
 */
public final class Scoreboard {

    static final int MOST_MARKS = 2000;

    private final PlayedRun run;
    private final InstantSource clock;
    private final Instant started;
    private Instant firstWindow;

    private final Map<String, StreamScore> streams = new LinkedHashMap<>();
    private final Map<ShiftGroup, GroupScore> groups = new TreeMap<>();
    private final Tally[] byClass;
    private final Tally overall = new Tally();
    private final RecentVerdicts recent = new RecentVerdicts();
    private final List<AlertMark> marks = new ArrayList<>();
    private final AdaptationTally adaptation = new AdaptationTally();
    private final LatencyHistogram latency = new LatencyHistogram();
    private final ThroughputSeries throughput = new ThroughputSeries();
    private long windows;
    private long duplicates;
    private long foreign;
    private long alertsOpened;
    private long alertsResolved;
    private long deadLetters;

    /**
     * An empty scoreboard.
     *
     * @param run what is played
     * @param clock wall clock for elapsed time and throughput
     */
    public Scoreboard(PlayedRun run, InstantSource clock) {
        this.run = run;
        this.clock = clock;
        this.started = clock.instant();
        this.byClass = Tally.fresh(run.classNames().size());
        Map<ShiftGroup, List<GroupMember>> members = new TreeMap<>();
        for (Recording recording : run.recordings()) {
            streams.put(recording.streamId(), new StreamScore(recording, run.segmentNames()));
            memberships(recording).forEach((group, member) -> members.computeIfAbsent(group, any -> new ArrayList<>())
                    .add(member));
        }
        members.forEach(this::form);
    }

    private static Map<ShiftGroup, GroupMember> memberships(Recording recording) {
        Map<ShiftGroup, List<KnownShift>> shifts = new LinkedHashMap<>();
        for (KnownShift shift : recording.shifts()) {
            shifts.computeIfAbsent(ShiftGroup.of(shift), any -> new ArrayList<>())
                    .add(shift);
        }
        if (shifts.isEmpty()) {
            shifts.put(ShiftGroup.UNSHIFTED, List.of());
        }
        Map<ShiftGroup, GroupMember> memberships = new LinkedHashMap<>();
        shifts.forEach((group, ofGroup) -> memberships.put(group, new GroupMember(recording, List.copyOf(ofGroup))));
        return memberships;
    }

    private void form(ShiftGroup group, List<GroupMember> members) {
        GroupScore score = new GroupScore(group, members);
        groups.put(group, score);
        for (GroupMember member : members) {
            streams.get(member.recording().streamId()).join(group, score, member);
        }
    }

    /** Takes in a prediction; it is scored if all readings of its window have one class. */
    public synchronized void add(Prediction prediction) {
        StreamScore stream = streams.get(prediction.getStreamId());
        if (stream == null) {
            foreign++;
        } else if (!stream.advance(prediction.getWindowEndMicros())) {
            duplicates++;
        } else {
            count(prediction);
            int label = stream.label(prediction);
            if (label != Recording.UNLABELLED) {
                score(stream, prediction, label);
            }
        }
    }

    private void count(Prediction prediction) {
        windows++;
        latency.add(prediction.getLatencyMillis());
        Instant now = clock.instant();
        firstWindow = firstWindow == null ? now : firstWindow;
        throughput.add(Duration.between(firstWindow, now).toMillis());
    }

    private void score(StreamScore stream, Prediction prediction, int label) {
        Verdict verdict = Verdict.of(prediction, label);
        overall.add(verdict);
        recent.add(verdict);
        byClass[label].add(verdict);
        stream.add(prediction, verdict);
    }

    /** Takes in an alert; says what it changed if it newly opens or resolves an incident of a played stream. */
    public synchronized Optional<AlertChange> add(ShiftAlert alert) {
        StreamScore stream = streams.get(alert.getStreamId());
        if (stream == null) {
            foreign++;
            return Optional.empty();
        }
        if (alert.getStatistic().startsWith(Guard.STATISTIC)) {
            // The guard speaks of the adapted model, not of a shift, so it cannot be right or wrong about one.
            return Optional.of(change(stream, alert));
        }
        boolean changed =
                switch (alert.getStatus()) {
                    case OPENED -> open(stream, alert);
                    case RESOLVED -> resolve(stream, alert);
                    case UPDATED, UNKNOWN -> false;
                };
        return changed ? Optional.of(change(stream, alert)) : Optional.empty();
    }

    private boolean open(StreamScore stream, ShiftAlert alert) {
        if (!stream.alerts().isNew(alert.getAlertId(), alert.getDetectedMicros())) {
            return false;
        }
        alertsOpened++;
        AlertMark mark = stream.openAlert(alert.getAlertId(), alert.getDetectedMicros());
        if (marks.size() < MOST_MARKS) {
            marks.add(mark);
        }
        return true;
    }

    private boolean resolve(StreamScore stream, ShiftAlert alert) {
        boolean resolved = stream.alerts().resolve(alert.getAlertId(), alert.getDetectedMicros());
        alertsResolved += resolved ? 1 : 0;
        return resolved;
    }

    private static AlertChange change(StreamScore stream, ShiftAlert alert) {
        return new AlertChange(
                alert.getStreamId(),
                alert.getStatus() == AlertStatus.OPENED,
                stream.sinceStart(alert.getDetectedMicros()),
                Math.max(0, stream.sinceStart(alert.getOnsetMicros())),
                alert.getStatistic(),
                alert.getScore(),
                alert.getThreshold());
    }

    /** Takes in an entry of the adaptation log. */
    public synchronized void add(AdaptationLogEntry entry) {
        adaptation.add(entry);
    }

    /** Counts a dead letter. */
    public synchronized void deadLetter() {
        deadLetters++;
    }

    /** The run as it stands now. */
    public synchronized RunSnapshot snapshot() {
        Instant now = clock.instant();
        List<StreamResult> byStream =
                streams.values().stream().map(StreamScore::result).toList();
        List<ShiftFinding> findings =
                byStream.stream().flatMap(stream -> stream.findings().stream()).toList();
        long falseAlarms =
                byStream.stream().mapToLong(StreamResult::falseAlarms).sum();
        return new RunSnapshot(
                run.title(),
                run.modelId(),
                Duration.between(started, now),
                new RunSnapshot.Counts(windows, duplicates, foreign, alertsOpened, alertsResolved, deadLetters),
                overall.accuracy(),
                recent.accuracy(),
                classes(),
                groups.entrySet().stream()
                        .map(entry -> entry.getValue().result(of(entry.getKey(), findings)))
                        .toList(),
                byStream,
                AlertCounts.of(findings, falseAlarms),
                marks,
                adaptation.counts(),
                latency.summary(),
                throughput.throughput(
                        firstWindow == null
                                ? 0
                                : Duration.between(firstWindow, now).toMillis()));
    }

    private static List<ShiftFinding> of(ShiftGroup group, List<ShiftFinding> findings) {
        return findings.stream()
                .filter(finding -> ShiftGroup.of(finding.shift()).equals(group))
                .toList();
    }

    private List<ClassResult> classes() {
        List<ClassResult> classes = new ArrayList<>();
        for (int i = 0; i < byClass.length; i++) {
            classes.add(new ClassResult(run.classNames().get(i), byClass[i].accuracy()));
        }
        return classes;
    }
}
