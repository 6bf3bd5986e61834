// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The adaptation engine without Flink and without Kafka: as many threads as the job has slots, each with an engine and an
 * equal share of the streams, every pass full. Streams keep what they have learned from pass to pass.
 */
final class BareLoop {

    private final ModelPackage model;
    private final AdaptationSettings settings;
    private final Fleet fleet;
    private final int slots;
    private final int streamsPerPass;

    BareLoop(ModelPackage model, AdaptationSettings settings, Fleet fleet, int slots, int streamsPerPass) {
        this.model = model;
        this.settings = settings;
        this.fleet = fleet;
        this.slots = slots;
        this.streamsPerPass = streamsPerPass;
    }

    /** Runs all batches of the fleet; the first quarter of the passes is not counted. */
    double windowsPerSecond() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(slots);
        try {
            List<Future<Double>> rates = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                List<Integer> streams = streamsOf(slot);
                rates.add(threads.submit(() -> run(streams)));
            }
            double sum = 0;
            for (Future<Double> rate : rates) {
                sum += rate.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Integer> streamsOf(int slot) {
        List<Integer> streams = new ArrayList<>();
        for (int stream = slot; stream < fleet.streams(); stream += slots) {
            streams.add(stream);
        }
        return streams;
    }

    private double run(List<Integer> streams) {
        Devices.threads(PipelineRun.LIBTORCH_THREADS);
        try (LoadedModel loaded = LoadedModel.on(Devices.of("cpu"), model)) {
            AdaptationEngine engine = new AdaptationEngine(loaded, settings);
            List<Optional<StreamState>> states = new ArrayList<>();
            streams.forEach(stream -> states.add(Optional.empty()));
            int perPass = Math.min(streamsPerPass, streams.size());
            int passes = streams.size() * fleet.batches() / perPass;
            int warmUp = passes / 4;
            for (int pass = 0; pass < warmUp; pass++) {
                pass(engine, streams, states, pass * perPass, perPass);
            }
            long started = System.nanoTime();
            for (int pass = warmUp; pass < passes; pass++) {
                pass(engine, streams, states, pass * perPass, perPass);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            return (passes - warmUp) * perPass * settings.batchSize() / seconds;
        }
    }

    /** Steps the next {@code count} streams, which take turns; turn t is batch t / streams of stream t % streams. */
    private void pass(
            AdaptationEngine engine, List<Integer> streams, List<Optional<StreamState>> states, int turn, int count) {
        List<StreamBatch> group = new ArrayList<>(count);
        for (int t = turn; t < turn + count; t++) {
            int index = t % streams.size();
            int stream = streams.get(index);
            group.add(new StreamBatch(
                    Fleet.streamId(stream), states.get(index), fleet.batch(stream, t / streams.size())));
        }
        List<BatchResult> results = engine.step(group);
        for (int i = 0; i < count; i++) {
            states.set((turn + i) % streams.size(), Optional.of(results.get(i).state()));
        }
    }
}
