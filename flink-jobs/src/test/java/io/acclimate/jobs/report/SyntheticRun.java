// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.ShiftProfile;
import io.acclimate.jobs.data.StandardShifts;
import io.acclimate.jobs.report.Records.ManualClock;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.Prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static io.acclimate.jobs.report.Records.SECOND;
import static io.acclimate.jobs.report.Records.abrupt;
import static io.acclimate.jobs.report.Records.logEntry;
import static io.acclimate.jobs.report.Records.opened;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static io.acclimate.jobs.report.Records.resolved;

/**
 * Runs as a report has to show them, from a model of errors rather than from a model: the frozen model loses accuracy in
 * proportion to the strength of the shift, the adapted one wins most of it back within a minute.
 */
final class SyntheticRun {

    private static final int READINGS = 1200;
    private static final int WINDOW = 4;
    private static final double FROZEN_LOSS = 0.4;
    private static final double ADAPTED_LOSS = 0.1;

    private final ManualClock clock = new ManualClock();
    private final SplittableRandom random = new SplittableRandom(11);

    private SyntheticRun() {}

    /** Two streams of every kind and profile and three without a shift, 20 minutes each. */
    static RunSnapshot fleet() {
        List<Recording> recordings = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            recordings.add(recording("machine-live-%02d".formatted(i), 0, READINGS, SyntheticRun::label));
        }
        for (ShiftKind kind : StandardShifts.KINDS) {
            for (ShiftProfile profile : ShiftProfile.values()) {
                for (int i = 0; i < 2; i++) {
                    String id = "machine-live-%02d".formatted(recordings.size());
                    recordings.add(recording(id, 0, READINGS, SyntheticRun::label, shift(kind, profile)));
                }
            }
        }
        return new SyntheticRun().play("Fleet of rotating machines", recordings, List.of());
    }

    /** One stream with a shift at every batch border, as the gas sensors have it. */
    static RunSnapshot gas() {
        KnownShift[] borders = IntStream.range(0, 7)
                .mapToObj(i -> abrupt(ShiftKind.SENSOR_AGEING, i * 500L))
                .toArray(KnownShift[]::new);
        return new SyntheticRun()
                .play(
                        "Gas sensors over 36 months",
                        List.of(recording("array-1", 0, 3500, SyntheticRun::label, borders)),
                        List.of("batch 2", "batch 3", "batch 4", "batch 5", "batch 6", "batch 8", "batch 9"));
    }

    private static int label(int reading) {
        return reading / 100 % 2;
    }

    private static KnownShift shift(ShiftKind kind, ShiftProfile profile) {
        return switch (profile) {
            case ABRUPT -> KnownShift.abrupt(kind, 480 * SECOND);
            case GRADUAL -> KnownShift.gradual(kind, 480 * SECOND, 840 * SECOND);
            case RETURNING -> KnownShift.returning(kind, 480 * SECOND, 600 * SECOND, 900 * SECOND);
        };
    }

    private RunSnapshot play(String title, List<Recording> recordings, List<String> segments) {
        Scoreboard board = new Scoreboard(
                new PlayedRun(title, "9f86d081884c7d65", List.of("idle", "busy"), recordings, segments), clock);
        for (int end = WINDOW; end <= recordings.get(0).readings(); end += WINDOW) {
            for (Recording recording : recordings) {
                window(board, recording, end);
            }
        }
        recordings.forEach(recording -> alerts(board, recording));
        return board.snapshot();
    }

    private void window(Scoreboard board, Recording recording, int end) {
        double strength = 0;
        for (KnownShift shift : recording.shifts()) {
            strength = Math.max(strength, shift.strengthAt((end - 1) * SECOND));
        }
        int label = recording.labels()[end - 1];
        Prediction prediction = prediction(
                recording.streamId(),
                end - WINDOW,
                end,
                answer(label, 0.94 - ADAPTED_LOSS * strength),
                answer(label, 0.94 - FROZEN_LOSS * strength));
        prediction.setLatencyMillis(Math.round(40 - 60 * Math.log(1 - random.nextDouble())));
        board.add(prediction);
        board.add(logEntry(AdaptationAction.STEP, 1, 1, null));
        clock.advanceMillis(random.nextInt(12));
    }

    private int answer(int label, double accuracy) {
        return random.nextDouble() < accuracy ? label : 1 - label;
    }

    private void alerts(Scoreboard board, Recording recording) {
        String id = recording.streamId();
        if (random.nextInt(8) == 0) {
            board.add(opened(id, id + "-0", 100 + random.nextInt(300)));
            board.add(resolved(id, id + "-0", 410));
        }
        for (KnownShift shift : recording.shifts()) {
            long start = shift.startMicros() / SECOND;
            long detected = start + 8 + random.nextInt(shift.profile() == ShiftProfile.GRADUAL ? 160 : 40);
            if (random.nextInt(6) > 0) {
                board.add(opened(id, id + "-" + start, detected));
                board.add(resolved(id, id + "-" + start, detected + 200));
                board.add(opened(id, id + "-again-" + start, detected + 260));
                board.add(resolved(id, id + "-again-" + start, detected + 270));
            }
        }
    }
}
