// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationMethods;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.flink.SafetySettings;
import io.acclimate.operators.guard.Guard;
import io.acclimate.operators.guard.GuardedStream;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.schemas.AdaptationAction;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.Sample;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the job must say of a fleet: engine and guard in a loop over each stream's windows, without Flink and Kafka. */
public final class BareLoop {

    private final ModelPackage model;
    private final JobConfiguration configuration;
    private final SafetySettings safety;
    private final long arrivalMillis;

    /** What one batch must give: a prediction per window, in time order and without latency, and the log's action. */
    public record Batch(List<Prediction> predictions, AdaptationAction action) {}

    /** A loop of this model with the job's options. */
    public BareLoop(ModelPackage model, JobConfiguration configuration, long arrivalMillis) {
        this.model = model;
        this.configuration = configuration;
        this.safety = configuration.safetySettings();
        this.arrivalMillis = arrivalMillis;
    }

    /** Predictions by stream, in time order, without latency. */
    public Map<String, List<Prediction>> predictions(List<Recording> recordings) throws Exception {
        return predictions(batches(recordings));
    }

    /** The predictions of batches by stream. */
    public static Map<String, List<Prediction>> predictions(Map<String, List<Batch>> byStream) {
        Map<String, List<Prediction>> predictions = new TreeMap<>();
        byStream.forEach((stream, batches) -> predictions.put(
                stream,
                batches.stream().flatMap(batch -> batch.predictions().stream()).toList()));
        return predictions;
    }

    /** Batches by stream, in time order. */
    public Map<String, List<Batch>> batches(List<Recording> recordings) throws Exception {
        return batches(recordings, sample -> true);
    }

    /** The same, of a run that never saw the windows that are not {@code seen}. */
    public Map<String, List<Batch>> batches(List<Recording> recordings, Predicate<Sample> seen) throws Exception {
        Devices.threads(1);
        Map<String, List<Batch>> batches = new TreeMap<>();
        try (LoadedModel loaded = LoadedModel.on(Devices.of("cpu"), model)) {
            AdaptationEngine engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
            for (Recording recording : recordings) {
                batches.put(recording.streamId(), batches(engine, samples(recording, seen)));
            }
        }
        return batches;
    }

    private List<Sample> samples(Recording recording, Predicate<Sample> seen) {
        List<Sample> samples = new ArrayList<>();
        for (SensorWindow window : RecordingWindows.windows(recording, configuration.windowSpec(model.spec()))) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(window.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(window.data());
            samples.add(new Sample(
                    recording.streamId(), window.startMicros(), window.endMicros(), arrivalMillis, bytes.array()));
        }
        samples.removeIf(seen.negate());
        return samples;
    }

    private List<Batch> batches(AdaptationEngine engine, List<Sample> samples) throws Exception {
        Guard guard = new Guard(safety.guard(), SourceView.shiftReference(model.knowledge()), model);
        int size = configuration.adaptationSettings().batchSize();
        GuardedStream stream = new GuardedStream(
                samples.get(0).streamId(),
                engine,
                Optional.of(guard),
                safety.snapshots().interval());
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += size) {
            List<Sample> batch = samples.subList(from, Math.min(from + size, samples.size()));
            GuardedStream.Step step = stream.step(batch);
            batches.add(new Batch(predictions(batch, step), step.action()));
        }
        return batches;
    }

    private List<Prediction> predictions(List<Sample> batch, GuardedStream.Step step) {
        List<Prediction> predictions = new ArrayList<>();
        for (int n = 0; n < batch.size(); n++) {
            predictions.add(prediction(batch.get(n), step, n));
        }
        return predictions;
    }

    private Prediction prediction(Sample sample, GuardedStream.Step step, int n) {
        float[] row = step.probabilities()[n];
        List<Float> probabilities = new ArrayList<>();
        for (float probability : row) {
            probabilities.add(probability);
        }
        int best = Predictions.mostProbable(row, 0, row.length);
        return new Prediction(
                sample.streamId(),
                sample.startMicros(),
                sample.endMicros(),
                best,
                model.spec().classes().get(best),
                probabilities,
                Predictions.entropy(row, 0, row.length),
                step.result().sourceClasses()[n],
                step.result().state().steps() - 1,
                model.id(),
                step.fromSource()
                        ? AdaptationMethods.SOURCE
                        : configuration.adaptationSettings().method(),
                sample.arrivalMillis(),
                Installation.NO_LATENCY,
                !step.fromSource() && step.result().unknown()[n]);
    }
}
