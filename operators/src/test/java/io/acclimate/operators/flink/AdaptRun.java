// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.AdaptationSettings.OptimizerKind;
import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.adapt.AdaptationWrappers;
import io.acclimate.operators.adapt.AdaptationWrappers.LabelShift;
import io.acclimate.operators.adapt.AdaptationWrappers.Unknown;
import io.acclimate.operators.guard.GuardSettings;
import io.acclimate.operators.labels.LabelSettings;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.StreamInput;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

import java.util.List;

/**
 * An adapt operator with the synthetic model, and how it is started. Durations that were measured are set to 0 in what it
 * returns.
 */
record AdaptRun(Harness<StreamInput, OutputRecord> harness) implements AutoCloseable {

    static final int BATCH = 4;
    static final long IDLE_MILLIS = 1000;
    static final long PASS_WAIT_MILLIS = 50;
    static final long PREDICTION_WAIT_MILLIS = 5;
    static final long LATENCY_MICROS = 20 * Fleet.WINDOW_MICROS;
    static final long ROOMY = 64 << 20;
    static final double ALERT_THRESHOLD = 5;
    static final int SNAPSHOTS = 3;
    static final int SNAPSHOT_INTERVAL = 4;

    /** Half of it is for the states that a stream may return to. */
    private static final int ROOMY_RING = 10;

    /** A guard that lets everything pass. */
    static final GuardSettings MEASURING = new GuardSettings(false, 0.02, 1e4, 1);

    /** What an operator is started with. */
    record Setup(
            String method,
            ParameterSpec.Scope scope,
            int streamsPerPass,
            long cacheBytes,
            Backend backend,
            GuardSettings guard,
            boolean atOnce,
            LabelSettings labels,
            boolean recall,
            boolean reset,
            double following) {

        static Setup of(String method) {
            return new Setup(
                    method,
                    ParameterSpec.Scope.NORM,
                    1,
                    ROOMY,
                    Backend.HASHMAP,
                    MEASURING,
                    false,
                    LabelSettings.OFF,
                    false,
                    false,
                    1);
        }

        Setup training(ParameterSpec.Scope other) {
            return new Setup(
                    method,
                    other,
                    streamsPerPass,
                    cacheBytes,
                    backend,
                    guard,
                    atOnce,
                    labels,
                    recall,
                    reset,
                    following);
        }

        Setup on(Backend other) {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, other, guard, atOnce, labels, recall, reset, following);
        }

        Setup sharingPasses(int streams) {
            return new Setup(
                    method, scope, streams, cacheBytes, backend, guard, atOnce, labels, recall, reset, following);
        }

        Setup caching(long bytes) {
            return new Setup(
                    method, scope, streamsPerPass, bytes, backend, guard, atOnce, labels, recall, reset, following);
        }

        Setup guarded(GuardSettings by) {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, backend, by, atOnce, labels, recall, reset, following);
        }

        Setup predictingAtOnce() {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, backend, guard, true, labels, recall, reset, following);
        }

        Setup reading(LabelSettings by) {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, backend, guard, atOnce, by, recall, reset, following);
        }

        Setup recalling() {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, backend, guard, atOnce, labels, true, reset, following);
        }

        Setup resetting() {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, backend, guard, atOnce, labels, recall, true, following);
        }

        Setup following(double fastest) {
            return new Setup(
                    method, scope, streamsPerPass, cacheBytes, backend, guard, atOnce, labels, recall, reset, fastest);
        }

        AdaptRun start() throws Exception {
            return restore(null, 1, 0);
        }

        AdaptRun restore(OperatorSubtaskState state) throws Exception {
            return restore(state, 1, 0);
        }

        AdaptRun restore(OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
            AdaptOperator<StreamInput> operator =
                    operator(SyntheticModel.trained().id());
            return new AdaptRun(new Harness<>(
                    operator,
                    StreamInput::streamId,
                    OutputRecord.Serializer.INSTANCE,
                    backend,
                    state,
                    parallelism,
                    subtask));
        }

        AdaptRun restore(OperatorSubtaskState state, ModelSettings model) throws Exception {
            return new AdaptRun(new Harness<>(
                    operator(model), StreamInput::streamId, OutputRecord.Serializer.INSTANCE, backend, state, 1, 0));
        }

        AdaptOperator<StreamInput> operator(String modelId) {
            return operator(new ModelSettings(SyntheticModel.directory().toString(), modelId, "cpu", 1));
        }

        private AdaptOperator<StreamInput> operator(ModelSettings model) {
            return new AdaptOperator<>(
                    model,
                    settings(),
                    new BatchingSettings(
                            BATCH,
                            LATENCY_MICROS,
                            IDLE_MILLIS,
                            streamsPerPass,
                            PASS_WAIT_MILLIS,
                            atOnce,
                            PREDICTION_WAIT_MILLIS,
                            cacheBytes),
                    new AlertSettings(ALERT_THRESHOLD, 1, recall, reset),
                    new SafetySettings(guard, new SnapshotSettings(recall ? ROOMY_RING : SNAPSHOTS, SNAPSHOT_INTERVAL)),
                    labels);
        }

        AdaptationSettings settings() {
            AdaptationSettings settings = new AdaptationSettings(
                    method, scope, Statistics.MOVING, 0.1, OptimizerKind.ADAM, 1e-2, 0.9, 0.99, 1, 0, 0, 16, BATCH, 7);
            return following == 1
                    ? settings
                    : settings.with(new AdaptationWrappers(LabelShift.NONE, Unknown.NONE, 2, 0, 0, 0, following));
        }
    }

    void process(List<? extends StreamInput> samples) throws Exception {
        harness.process(samples);
    }

    List<Prediction> predictions() {
        List<Prediction> predictions = Harness.decoded(harness.output(), Prediction.class);
        predictions.forEach(prediction -> prediction.setLatencyMillis(0));
        return predictions;
    }

    /** What batches did. */
    List<AdaptationLogEntry> log() {
        return allLog().stream().filter(entry -> entry.getWindows() > 0).toList();
    }

    /** What batches, snapshots and commands did. */
    List<AdaptationLogEntry> allLog() {
        List<AdaptationLogEntry> entries = harness.side(Outputs.ADAPTATION_LOG, AdaptationLogEntry.class);
        entries.forEach(entry -> entry.setStepMillis(0));
        return entries;
    }

    List<ShiftAlert> alerts() {
        return harness.side(Outputs.ALERTS, ShiftAlert.class);
    }

    /** Everything that came out, by stream. */
    Results results() {
        Results results = new Results();
        results.add(this);
        return results;
    }

    @Override
    public void close() {
        harness.close();
    }
}
