// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.AdaptationSettings;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.StreamState;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ModelPackage model;
    private final AdaptationSettings settings;
    private final String device;
    private final StreamLoad load;
    private final int slots;
    private final int streamsPerPass;

    BareLoop(ModelPackage model, JobConfiguration configuration, StreamLoad load, int slots, int streamsPerPass) {
        this.model = model;
        this.settings = configuration.adaptationSettings();
        this.device = configuration.get(ModelOptions.DEVICE);
        this.load = load;
        this.slots = slots;
        this.streamsPerPass = streamsPerPass;
    }

    /**
     * What was measured.
     *
     * @param windowsPerSecond of all slots together
     * @param millis CPU time of the threads that run the passes, on which libtorch runs, too, per window
     */
    record Rate(double windowsPerSecond, double millis) {}

    /** Runs all batches of the load; the first quarter of the passes is not counted. */
    Rate measure() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(slots);
        try {
            List<Future<Rate>> rates = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                List<Integer> streams = streamsOf(slot);
                rates.add(threads.submit(() -> run(streams)));
            }
            double sum = 0;
            double cpuSeconds = 0;
            for (Future<Rate> slot : rates) {
                Rate rate = slot.get();
                sum += rate.windowsPerSecond;
                cpuSeconds += rate.windowsPerSecond * rate.millis;
            }
            return new Rate(sum, cpuSeconds / sum);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Integer> streamsOf(int slot) {
        List<Integer> streams = new ArrayList<>();
        for (int stream = slot; stream < load.streams(); stream += slots) {
            streams.add(stream);
        }
        return streams;
    }

    private Rate run(List<Integer> streams) {
        Devices.threads(PipelineRun.LIBTORCH_THREADS);
        try (LoadedModel loaded = LoadedModel.on(Devices.of(device), model)) {
            AdaptationEngine engine = new AdaptationEngine(loaded, settings);
            List<Optional<StreamState>> states = new ArrayList<>();
            streams.forEach(stream -> states.add(Optional.empty()));
            int perPass = Math.min(streamsPerPass, streams.size());
            int passes = streams.size() * load.batches() / perPass;
            int warmUp = passes / 4;
            for (int pass = 0; pass < warmUp; pass++) {
                pass(engine, streams, states, pass * perPass, perPass);
            }
            long started = System.nanoTime();
            long startedCpu = THREADS.getCurrentThreadCpuTime();
            for (int pass = warmUp; pass < passes; pass++) {
                pass(engine, streams, states, pass * perPass, perPass);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            double windows = (double) (passes - warmUp) * perPass * settings.batchSize();
            double millis = (THREADS.getCurrentThreadCpuTime() - startedCpu) / 1e6;
            return new Rate(windows / seconds, millis / windows);
        }
    }

    /** Steps the next {@code count} streams, which take turns; turn t is batch t / streams of stream t % streams. */
    private void pass(
            AdaptationEngine engine, List<Integer> streams, List<Optional<StreamState>> states, int turn, int count) {
        List<StreamBatch> group = new ArrayList<>(count);
        for (int t = turn; t < turn + count; t++) {
            int index = t % streams.size();
            int stream = streams.get(index);
            group.add(
                    new StreamBatch(Fleet.streamId(stream), states.get(index), load.batch(stream, t / streams.size())));
        }
        List<BatchResult> results = engine.step(group);
        for (int i = 0; i < count; i++) {
            states.set((turn + i) % streams.size(), Optional.of(results.get(i).state()));
        }
    }
}
