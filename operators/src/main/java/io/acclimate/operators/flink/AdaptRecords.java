// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.shift.ShiftMonitor;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.ShiftKind;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes what the adapt operator sends out. */
final class AdaptRecords {

    private final RecordCodec<Prediction> predictions = RecordCodec.of(Prediction.class, SchemaStore.builtIn());
    private final RecordCodec<ShiftAlert> alerts = RecordCodec.of(ShiftAlert.class, SchemaStore.builtIn());
    private final RecordCodec<AdaptationLogEntry> log = RecordCodec.of(AdaptationLogEntry.class, SchemaStore.builtIn());
    private final ModelPackage model;
    private final AdaptationSettings settings;
    private final AlertSettings alertSettings;

    AdaptRecords(ModelPackage model, AdaptationSettings settings, AlertSettings alertSettings) {
        this.model = model;
        this.settings = settings;
        this.alertSettings = alertSettings;
    }

    OutputRecord prediction(Sample sample, BatchResult result, int n, long latencyMillis) {
        float[] probabilities = result.probabilities()[n];
        int best = Predictions.classes(probabilities, probabilities.length)[0];
        List<Float> boxed = new ArrayList<>(probabilities.length);
        for (float probability : probabilities) {
            boxed.add(probability);
        }
        Prediction prediction = Prediction.newBuilder()
                .setStreamId(sample.streamId())
                .setWindowStartMicros(sample.startMicros())
                .setWindowEndMicros(sample.endMicros())
                .setPredictedClass(best)
                .setClassName(model.spec().classes().get(best))
                .setProbabilities(boxed)
                .setEntropy(Predictions.entropy(probabilities, 0, probabilities.length))
                .setSourceClass(result.sourceClasses()[n])
                .setAdaptationStep(result.state().steps() - 1)
                .setModelId(model.id())
                .setMethod(settings.method())
                .setArrivalMillis(sample.arrivalMillis())
                .setLatencyMillis(latencyMillis)
                .build();
        return OutputRecord.of(sample.streamId(), predictions.encode(prediction), sample.arrivalMillis());
    }

    OutputRecord logEntry(StreamBatch batch, BatchResult result, double stepMillis) {
        Sample first = batch.samples().get(0);
        Sample last = last(batch);
        AdaptationLogEntry entry = AdaptationLogEntry.newBuilder()
                .setStreamId(batch.streamId())
                .setAction(result.skipped().isPresent() ? AdaptationAction.SKIPPED : AdaptationAction.STEP)
                .setStep(result.state().steps())
                .setMethod(settings.method())
                .setModelId(model.id())
                .setWindowStartMicros(first.startMicros())
                .setWindowEndMicros(last.endMicros())
                .setWindows(batch.samples().size())
                .setSamplesUsed(
                        result.skipped().isPresent() ? 0 : batch.samples().size())
                .setLoss(Double.isFinite(result.loss()) ? result.loss() : 0)
                .setMeanEntropy(result.meanEntropy())
                .setParameterDistance(result.parameterDistance())
                .setSkipReason(result.skipped().orElse(null))
                .setStepMillis(stepMillis)
                .build();
        return OutputRecord.of(batch.streamId(), log.encode(entry), last.arrivalMillis());
    }

    OutputRecord alert(StreamBatch batch, BatchResult result, ShiftMonitor.Signal signal) {
        ShiftAlert alert = ShiftAlert.newBuilder()
                .setAlertId(batch.streamId() + "#" + signal.number())
                .setStreamId(batch.streamId())
                .setStatus(signal.opened() ? AlertStatus.OPENED : AlertStatus.RESOLVED)
                .setKind(ShiftKind.UNKNOWN)
                .setStatistic(signal.statistic())
                .setScore(signal.score())
                .setThreshold(alertSettings.threshold())
                .setFalseAlarmsPerDay(alertSettings.falseAlarmsPerDay())
                .setOnsetMicros(signal.onsetMicros())
                .setDetectedMicros(last(batch).endMicros())
                .setAdaptationStep(result.state().steps())
                .setModelId(model.id())
                .setEvidence(evidence(result))
                .build();
        return OutputRecord.of(
                batch.streamId(), alerts.encode(alert), last(batch).arrivalMillis());
    }

    private static Map<String, Double> evidence(BatchResult result) {
        Map<String, Double> evidence = new TreeMap<>();
        for (int i = 0; i < result.statistics().length; i++) {
            // What is not finite was too large for a float32.
            double value = result.statistics()[i];
            evidence.put(SourceView.STATISTICS.get(i), Double.isFinite(value) ? value : Double.MAX_VALUE);
        }
        return evidence;
    }

    private static Sample last(StreamBatch batch) {
        return batch.samples().get(batch.samples().size() - 1);
    }
}
