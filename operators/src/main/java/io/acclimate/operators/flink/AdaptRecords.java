// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.AdaptationWrappers;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.Verdict;
import io.acclimate.operators.labels.HeadTuner;
import io.acclimate.operators.labels.LabelledStream;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.AlertStatus;
import io.acclimate.schemas.LabelRequest;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.ShiftKind;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Encodes what the adapt operator sends out. */
final class AdaptRecords {

    private final RecordCodec<Prediction> predictions = RecordCodec.of(Prediction.class, SchemaStore.builtIn());
    private final RecordCodec<ShiftAlert> alerts = RecordCodec.of(ShiftAlert.class, SchemaStore.builtIn());
    private final RecordCodec<AdaptationLogEntry> log = RecordCodec.of(AdaptationLogEntry.class, SchemaStore.builtIn());
    private final RecordCodec<LabelRequest> requests = RecordCodec.of(LabelRequest.class, SchemaStore.builtIn());
    private final ModelPackage model;
    private final AdaptationSettings settings;

    AdaptRecords(ModelPackage model, AdaptationSettings settings) {
        this.model = model;
        this.settings = settings;
    }

    /**
     * The prediction of a window.
     *
     * @param probabilities that go out
     * @param sourceClass what the source model says
     * @param step batches that the stream had seen
     * @param fromSource whether the probabilities are the source model's
     * @param unknown whether the window belongs to no class
     */
    OutputRecord prediction(
            Sample sample,
            float[] probabilities,
            int sourceClass,
            long step,
            boolean fromSource,
            boolean unknown,
            long latencyMillis) {
        int best = Predictions.mostProbable(probabilities, 0, probabilities.length);
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
                .setSourceClass(sourceClass)
                .setAdaptationStep(step)
                .setModelId(model.id())
                .setMethod(fromSource ? AdaptationMethods.SOURCE : settings.method())
                .setArrivalMillis(sample.arrivalMillis())
                .setLatencyMillis(latencyMillis)
                .setUnknown(unknown)
                .build();
        return OutputRecord.of(sample.streamId(), predictions.encode(prediction), sample.arrivalMillis());
    }

    /** Whether a prediction speaks by its entropy, where nothing else is known, for a window of no class, if that is asked. */
    boolean unknown(float[] probabilities) {
        return settings.wrappers().unknown() != AdaptationWrappers.Unknown.NONE
                && Predictions.uncertain(probabilities, 0, probabilities.length);
    }

    /**
     * What a batch did.
     *
     * @param action what was done in the end
     * @param reason why, unless it was an ordinary step
     * @param evidence what the guard measured, if it acted
     * @param snapshotId the snapshot that was restored, or null
     */
    OutputRecord logEntry(
            StreamBatch batch,
            BatchResult result,
            AdaptationAction action,
            String reason,
            Map<String, Double> evidence,
            Long snapshotId,
            double stepMillis) {
        Sample last = last(batch);
        int windows = batch.samples().size();
        boolean used = action == AdaptationAction.STEP || action == AdaptationAction.SLOWED;
        AdaptationLogEntry entry = entry(
                        batch.streamId(), action, result.state().steps(), last.endMicros(), reason)
                .setWindowStartMicros(batch.samples().get(0).startMicros())
                .setWindows(windows)
                .setSamplesUsed(used ? windows : 0)
                .setLoss(Double.isFinite(result.loss()) ? result.loss() : 0)
                .setMeanEntropy(result.meanEntropy())
                .setParameterDistance(result.parameterDistance())
                .setEvidence(finite(evidence))
                .setSnapshotId(snapshotId)
                .setStepMillis(stepMillis)
                .build();
        return OutputRecord.of(batch.streamId(), log.encode(entry), last.arrivalMillis());
    }

    /** That a snapshot was taken or pinned; {@code commandId} is null if the job did it by itself. */
    OutputRecord snapshot(String streamId, SnapshotRing.Kept kept, String commandId, long nowMillis) {
        StreamSnapshot snapshot = kept.snapshot();
        String reason = snapshot.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (snapshot.pinned() ? ", pinned" : "");
        AdaptationLogEntry entry = entry(
                        streamId, AdaptationAction.SNAPSHOT, snapshot.steps(), snapshot.endMicros(), reason)
                .setSnapshotId(kept.number())
                .setSnapshots(kept.numbers())
                .setCommandId(commandId)
                .build();
        return OutputRecord.of(streamId, log.encode(entry), nowMillis);
    }

    /** That a stream in another state goes on with what it had learned there ({@code snapshot}), or from the source (null). */
    OutputRecord changed(String streamId, StreamState state, Long snapshot, String reason, long nowMillis) {
        AdaptationAction action = snapshot == null ? AdaptationAction.RESTORED_TO_SOURCE : AdaptationAction.ROLLED_BACK;
        AdaptationLogEntry entry = entry(streamId, action, state.steps(), state.endMicros(), reason)
                .setSnapshotId(snapshot)
                .build();
        return OutputRecord.of(streamId, log.encode(entry), nowMillis);
    }

    /** What a command did to one stream; {@code restored} is null unless a snapshot was. */
    OutputRecord commanded(
            String streamId,
            AdaptationAction action,
            long steps,
            ControlOrder order,
            SnapshotRing.Kept restored,
            String reason,
            long nowMillis) {
        long end = restored == null ? 0 : restored.snapshot().endMicros();
        AdaptationLogEntry entry = entry(streamId, action, steps, end, reason)
                .setSnapshotId(restored == null ? null : restored.number())
                .setCommandId(order.commandId())
                .build();
        return OutputRecord.of(streamId, log.encode(entry), nowMillis);
    }

    /** That a stream goes on with another model package. */
    OutputRecord modelChanged(String streamId, StreamState next, String oldModelId, String how, long nowMillis) {
        String reason = "the model package changed from %s; %s".formatted(oldModelId, how);
        AdaptationLogEntry entry = entry(
                        streamId, AdaptationAction.MODEL_CHANGED, next.steps(), next.endMicros(), reason)
                .build();
        return OutputRecord.of(streamId, log.encode(entry), nowMillis);
    }

    /** That a subtask has carried out a command. */
    OutputRecord acknowledgement(
            ControlOrder order, int streams, int subtask, int parallelism, String remark, long nowMillis) {
        AdaptationLogEntry entry = entry(order.target(), AdaptationAction.ACKNOWLEDGED, 0, 0, remark)
                .setCommandId(order.commandId())
                .setStreams(streams)
                .setSubtask(subtask)
                .setParallelism(parallelism)
                .build();
        return OutputRecord.of(order.target(), log.encode(entry), nowMillis);
    }

    /** What became of a label. */
    OutputRecord labelled(LabelledStream.Received received, long steps, long nowMillis) {
        String streamId = received.label().streamId();
        AdaptationLogEntry entry = entry(
                        streamId,
                        AdaptationAction.LABELLED,
                        steps,
                        received.label().endMicros(),
                        received.receipt().sentence())
                .setSamplesUsed(received.receipt().used() ? 1 : 0)
                .build();
        return OutputRecord.of(streamId, log.encode(entry), nowMillis);
    }

    /** That a label head was fitted, or is no longer in use. */
    OutputRecord tuned(String streamId, HeadTuner.Tuning tuning, long steps, long nowMillis) {
        String without = tuning.undone() ? "the label head is no longer in use: " : "no label head is in use: ";
        String reason = tuning.head().isNone()
                ? without + "none does better on labels that were held back, or there are fewer than "
                        + HeadTuner.FEWEST
                : "the label head was fitted";
        AdaptationLogEntry entry = entry(streamId, AdaptationAction.TUNED, steps, 0, reason)
                .setSamplesUsed(tuning.labels())
                .setEvidence(Map.of("loss-without", tuning.lossWithout(), "loss", tuning.loss()))
                .build();
        return OutputRecord.of(streamId, log.encode(entry), nowMillis);
    }

    /** That the class of a window would be worth knowing. */
    OutputRecord labelRequest(String streamId, LabelledStream.Request request, long steps, long nowMillis) {
        LabelRequest record = LabelRequest.newBuilder()
                .setStreamId(streamId)
                .setWindowStartMicros(request.window().startMicros())
                .setWindowEndMicros(request.window().endMicros())
                .setPredictedClass(request.predictedClass())
                .setClassName(model.spec().classes().get(request.predictedClass()))
                .setScore(request.score())
                .setAdaptationStep(steps)
                .setModelId(model.id())
                .setRequestedMillis(nowMillis)
                .build();
        return OutputRecord.of(streamId, requests.encode(record), nowMillis);
    }

    private AdaptationLogEntry.Builder entry(
            String streamId, AdaptationAction action, long steps, long endMicros, String reason) {
        return AdaptationLogEntry.newBuilder()
                .setStreamId(streamId)
                .setAction(action)
                .setStep(steps)
                .setMethod(settings.method())
                .setModelId(model.id())
                .setWindowStartMicros(endMicros)
                .setWindowEndMicros(endMicros)
                .setWindows(0)
                .setSamplesUsed(0)
                .setLoss(0)
                .setMeanEntropy(0)
                .setParameterDistance(0)
                .setSkipReason(reason == null || reason.isEmpty() ? null : reason);
    }

    /** That the guard stepped in, or that the stream has been well since. */
    OutputRecord guardAlert(StreamBatch batch, BatchResult result, Verdict verdict) {
        ShiftAlert alert = ShiftAlert.newBuilder()
                .setAlertId(batch.streamId() + "#guard-" + verdict.incident())
                .setStreamId(batch.streamId())
                .setStatus(verdict.resolved() ? AlertStatus.RESOLVED : AlertStatus.OPENED)
                .setKind(ShiftKind.UNKNOWN)
                .setStatistic(verdict.resolved() ? Guard.STATISTIC : Guard.STATISTIC + "." + verdict.measure())
                .setScore(verdict.evidence().getOrDefault(verdict.measure(), 0.0))
                .setThreshold(verdict.limit())
                .setFalseAlarmsPerDay(0)
                .setOnsetMicros(batch.samples().get(0).startMicros())
                .setDetectedMicros(last(batch).endMicros())
                .setAdaptationStep(result.state().steps())
                .setModelId(model.id())
                .setEvidence(finite(verdict.evidence()))
                .build();
        return OutputRecord.of(
                batch.streamId(), alerts.encode(alert), last(batch).arrivalMillis());
    }

    private static Map<String, Double> finite(Map<String, Double> evidence) {
        Map<String, Double> finite = new TreeMap<>();
        evidence.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : Double.MAX_VALUE));
        return finite;
    }

    private static Sample last(StreamBatch batch) {
        return batch.samples().get(batch.samples().size() - 1);
    }
}
