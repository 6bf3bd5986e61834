// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.schemas.Prediction;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the job must say of a fleet: the engine in a loop over each stream's windows, without Flink and Kafka. */
final class BareLoop {

    private final ModelPackage model;
    private final JobConfiguration configuration;
    private final long arrivalMillis;

    BareLoop(ModelPackage model, JobConfiguration configuration, long arrivalMillis) {
        this.model = model;
        this.configuration = configuration;
        this.arrivalMillis = arrivalMillis;
    }

    /** Predictions by stream, in time order, without latency. */
    Map<String, List<Prediction>> predictions(List<Recording> recordings) {
        Devices.threads(1);
        Map<String, List<Prediction>> predictions = new TreeMap<>();
        try (LoadedModel loaded = LoadedModel.on(Devices.of("cpu"), model)) {
            AdaptationEngine engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
            for (Recording recording : recordings) {
                predictions.put(recording.streamId(), predictions(engine, samples(recording)));
            }
        }
        return predictions;
    }

    private List<Sample> samples(Recording recording) {
        List<Sample> samples = new ArrayList<>();
        for (SensorWindow window : RecordingWindows.windows(recording, configuration.windowSpec(model.spec()))) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(window.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(window.data());
            samples.add(new Sample(
                    recording.streamId(), window.startMicros(), window.endMicros(), arrivalMillis, bytes.array()));
        }
        return samples;
    }

    private List<Prediction> predictions(AdaptationEngine engine, List<Sample> samples) {
        int size = configuration.adaptationSettings().batchSize();
        List<Prediction> predictions = new ArrayList<>();
        Optional<StreamState> learned = Optional.empty();
        for (int from = 0; from < samples.size(); from += size) {
            List<Sample> batch = samples.subList(from, Math.min(from + size, samples.size()));
            BatchResult result = engine.step(
                            List.of(new StreamBatch(samples.get(0).streamId(), learned, batch)))
                    .get(0);
            learned = Optional.of(result.state());
            for (int n = 0; n < batch.size(); n++) {
                predictions.add(prediction(batch.get(n), result, n));
            }
        }
        return predictions;
    }

    private Prediction prediction(Sample sample, BatchResult result, int n) {
        List<Float> probabilities = new ArrayList<>();
        for (float probability : result.probabilities()[n]) {
            probabilities.add(probability);
        }
        int best = Predictions.classes(result.probabilities()[n], probabilities.size())[0];
        return new Prediction(
                sample.streamId(),
                sample.startMicros(),
                sample.endMicros(),
                best,
                model.spec().classes().get(best),
                probabilities,
                Predictions.entropy(result.probabilities()[n], 0, probabilities.size()),
                result.sourceClasses()[n],
                result.state().steps() - 1,
                model.id(),
                configuration.adaptationSettings().method(),
                sample.arrivalMillis(),
                Installation.NO_LATENCY);
    }
}
