// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.ShiftKind;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Short ways to the records of a run. Times are seconds of stream time. */
final class Records {

    static final long SECOND = 1_000_000;

    private Records() {}

    /** A wall clock that stands until it is moved. */
    static final class ManualClock implements InstantSource {
        private Instant now = Instant.ofEpochSecond(1_700_000_000);

        void advanceMillis(long millis) {
            now = now.plusMillis(millis);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    static KnownShift abrupt(io.acclimate.jobs.data.ShiftKind kind, long start) {
        return KnownShift.abrupt(kind, start * SECOND);
    }

    /** One reading a second from {@code first} on, all of class 0. */
    static Recording recording(String id, long first, int readings, KnownShift... shifts) {
        return recording(id, first, readings, i -> 0, shifts);
    }

    static Recording recording(String id, long first, int readings, IntUnaryOperator label, KnownShift... shifts) {
        return new Recording(
                id,
                LongStream.range(first, first + readings).map(i -> i * SECOND).toArray(),
                new float[readings],
                1,
                IntStream.range(0, readings).map(label).toArray(),
                List.of(shifts));
    }

    static PlayedRun run(Recording... recordings) {
        return new PlayedRun("a run", "9f86d081", List.of("idle", "busy"), Arrays.asList(recordings), List.of());
    }

    static Prediction prediction(String stream, long start, long end, int adapted, int frozen) {
        return new Prediction(
                stream,
                start * SECOND,
                end * SECOND,
                adapted,
                "",
                List.of(),
                0f,
                frozen,
                0L,
                "",
                "rmt",
                -1L,
                -1L,
                false);
    }

    static ShiftAlert opened(String stream, String id, long detected) {
        return alert(stream, id, AlertStatus.OPENED, detected);
    }

    static ShiftAlert resolved(String stream, String id, long detected) {
        return alert(stream, id, AlertStatus.RESOLVED, detected);
    }

    static ShiftAlert alert(String stream, String id, AlertStatus status, long detected) {
        return ShiftAlert.newBuilder()
                .setAlertId(id)
                .setStreamId(stream)
                .setStatus(status)
                .setKind(ShiftKind.COVARIATE)
                .setStatistic("feature-distance")
                .setScore(14.2)
                .setThreshold(9.8)
                .setFalseAlarmsPerDay(0.1)
                .setOnsetMicros((detected - 19) * SECOND)
                .setDetectedMicros(detected * SECOND)
                .build();
    }

    static AdaptationLogEntry logEntry(AdaptationAction action, int windows, int used, String reason) {
        return AdaptationLogEntry.newBuilder()
                .setStreamId("a")
                .setAction(action)
                .setStep(1)
                .setMethod("rmt")
                .setWindowStartMicros(0)
                .setWindowEndMicros(1)
                .setWindows(windows)
                .setSamplesUsed(used)
                .setLoss(0.5)
                .setMeanEntropy(0.3)
                .setParameterDistance(0.1)
                .setSkipReason(reason)
                .setStepMillis(2)
                .build();
    }
}
