// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine and streams that adapt in passes of all of them, with the job's default settings. */
final class AdaptedStreams implements AutoCloseable {

    private final LoadedModel loaded;
    private final AdaptationEngine engine;
    private final Fleet fleet;
    private final List<Optional<StreamState>> states = new ArrayList<>();
    private int batch;

    AdaptedStreams(String method, int streams, int batchSize, int batches, String device) throws IOException {
        try (WorkDirectory directory = WorkDirectory.make()) {
            ModelPackage model = SourceModel.train(directory.path());
            JobConfiguration configuration = configuration(directory, method, batchSize);
            fleet = new Fleet(streams, batches * batchSize, batchSize, configuration.windowSpec(model.spec()));
            Devices.threads(PipelineRun.LIBTORCH_THREADS);
            loaded = LoadedModel.on(Devices.of(device), model);
            engine = new AdaptationEngine(loaded, configuration.adaptationSettings());
        }
        for (int stream = 0; stream < streams; stream++) {
            states.add(Optional.empty());
        }
    }

    private static JobConfiguration configuration(WorkDirectory directory, String method, int batchSize) {
        Map<String, String> values = Map.of(
                "model.path", directory.path().toString(),
                "adapt.method", method,
                "adapt.batch-size", String.valueOf(batchSize));
        return JobConfiguration.load(Optional.empty(), values);
    }

    /** Steps every stream with its next batch; after the last one comes the first again. */
    List<BatchResult> step() {
        List<StreamBatch> group = new ArrayList<>(states.size());
        for (int stream = 0; stream < states.size(); stream++) {
            group.add(new StreamBatch(Fleet.streamId(stream), states.get(stream), fleet.batch(stream, batch)));
        }
        batch = (batch + 1) % fleet.batches();
        List<BatchResult> results = engine.step(group);
        for (int stream = 0; stream < states.size(); stream++) {
            states.set(stream, Optional.of(results.get(stream).state()));
        }
        return results;
    }

    /** Predicts one window of every stream by what it has learned so far. */
    List<WindowPrediction> predict() {
        List<StreamBatch> windows = new ArrayList<>(states.size());
        for (int stream = 0; stream < states.size(); stream++) {
            List<Sample> one = fleet.batch(stream, batch).subList(0, 1);
            windows.add(new StreamBatch(Fleet.streamId(stream), states.get(stream), one));
        }
        return engine.predict(windows);
    }

    @Override
    public void close() {
        loaded.close();
    }
}
