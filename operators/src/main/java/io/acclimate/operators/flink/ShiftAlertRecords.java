// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.events.representation.EventTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ChannelMoves;
import io.acclimate.operators.shift.Diagnosis;
import io.acclimate.operators.shift.ShiftKnowledge;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.operators.shift.SourceSample;
import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.Coping;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.ShiftCourse;
import io.acclimate.schemas.ShiftKind;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Encodes what the shift watch found. */
final class ShiftAlertRecords {

    private final RecordCodec<ShiftAlert> alerts = RecordCodec.of(ShiftAlert.class, SchemaStore.builtIn());
    private final String modelId;
    private final AlertSettings settings;
    private final ShiftKnowledge knowledge;
    private final ChannelMoves moves;
    private final Optional<EventTensor> tensor;

    ShiftAlertRecords(ModelPackage model, AlertSettings settings, ShiftKnowledge knowledge) {
        this.modelId = model.id();
        this.settings = settings;
        this.knowledge = knowledge;
        this.moves = new ChannelMoves(
                model.knowledge().get(SourceKnowledge.INPUT_MEAN).doubles(),
                model.knowledge().get(SourceKnowledge.INPUT_VARIANCE).doubles());
        this.tensor = model.spec().events() == null ? Optional.empty() : Optional.of(EventTensor.of(model.spec()));
    }

    /** An incident that has begun, goes on or is over; {@code snapshot} is the one from before it, or null. */
    OutputRecord of(StreamBatch batch, BatchResult result, ShiftWatch.Update update, Long snapshot) {
        ShiftMonitor.Signal signal = update.alert().orElseThrow().signal();
        Diagnosis diagnosis = update.alert().get().diagnosis();
        Sample last = batch.samples().get(batch.samples().size() - 1);
        boolean estimated = diagnosis.sourceAccuracy() >= 0;
        ShiftAlert alert = ShiftAlert.newBuilder()
                .setAlertId(batch.streamId() + "#" + signal.number())
                .setStreamId(batch.streamId())
                .setStatus(status(signal.change()))
                .setKind(ShiftKind.valueOf(diagnosis.kind().name()))
                .setStatistic(signal.statistic())
                .setScore(signal.score())
                .setThreshold(signal.threshold())
                .setFalseAlarmsPerDay(settings.falseAlarmsPerDay())
                .setOnsetMicros(signal.onsetMicros())
                .setDetectedMicros(last.endMicros())
                .setAdaptationStep(result.state().steps())
                .setModelId(modelId)
                .setEvidence(evidence(result, update, diagnosis))
                .setCourse(course(diagnosis))
                .setOnsetFromMicros(diagnosis.onsetFromMicros())
                .setOnsetToMicros(diagnosis.onsetToMicros())
                .setAccuracyBefore(estimate(diagnosis.accuracyBefore()))
                .setSourceAccuracy(estimate(diagnosis.sourceAccuracy()))
                .setAdaptedAccuracy(estimate(diagnosis.adaptedAccuracy()))
                .setAccuracyMethod(estimated ? SourceSample.METHOD : "")
                .setCoping(Coping.valueOf(diagnosis.coping().name()))
                .setSeverity(diagnosis.severity())
                .setMoved(moves.of(batch.samples().stream().map(this::input).toList()))
                .setRegime(diagnosis.regime() == 0 ? null : diagnosis.regime())
                .setSnapshotId(snapshot)
                .build();
        return OutputRecord.of(batch.streamId(), alerts.encode(alert), last.arrivalMillis());
    }

    /** The model's input: of event cameras, the tensor of the window's events. */
    private byte[] input(Sample sample) {
        return tensor.map(events -> events.bytes(sample.data())).orElse(sample.data());
    }

    private static AlertStatus status(ShiftMonitor.Change change) {
        return switch (change) {
            case OPENED -> AlertStatus.OPENED;
            case DUE -> AlertStatus.UPDATED;
            case RESOLVED -> AlertStatus.RESOLVED;
        };
    }

    private static ShiftCourse course(Diagnosis diagnosis) {
        return diagnosis.regime() != 0
                ? ShiftCourse.RETURNING
                : ShiftCourse.valueOf(diagnosis.course().name());
    }

    private static Double estimate(double accuracy) {
        return accuracy < 0 ? null : accuracy;
    }

    private Map<String, Double> evidence(BatchResult result, ShiftWatch.Update update, Diagnosis diagnosis) {
        Map<String, Double> evidence = new TreeMap<>(diagnosis.evidence());
        for (int i = 0; i < result.statistics().length; i++) {
            evidence.put(SourceView.STATISTICS.get(i), result.statistics()[i]);
        }
        for (int i = 0; i < update.scores().length; i++) {
            evidence.put("score." + knowledge.chartOf(i), update.scores()[i]);
        }
        // What is not finite was too large for a float32.
        evidence.replaceAll((name, value) -> Double.isFinite(value) ? value : Double.MAX_VALUE);
        return evidence;
    }
}
