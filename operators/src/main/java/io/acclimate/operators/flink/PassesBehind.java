// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.Gradients;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Predicts windows as they come, and learns from batches on a thread of its own behind them.
 *
 * <p>What a batch taught takes effect when its stream's next batch closes, whether the thread was done early or late: so
 * what a window is predicted by depends on the stream's windows alone, and a replay repeats it. Until then the windows of
 * the batch stay among those that wait, from which a restored operator runs it again; a barrier does not wait for the thread.
 * Bound: one batch per stream that learns, and one that forms.
 */
final class PassesBehind implements BatchRunner {

    private static final long CLOSE_SECONDS = 60;

    /** Most windows that share a pass of predictions: each is one row of it, where a batch that is learned from is many. */
    private static final int WINDOWS_PER_PASS = 64;

    private final BatchingSettings batching;
    private final int windowsPerPass;
    private final AdaptationEngine engine;
    private final PendingWindows waiting;
    private final StreamStore store;
    private final StepReview review;
    private final AdaptMetrics metrics;
    private final ExecutorService thread;
    private final List<StreamBatch> unpredicted = new ArrayList<>();
    private final Map<String, StreamBatch> closed = new LinkedHashMap<>();
    private final Map<String, Place> running = new HashMap<>();
    private Pass newest;

    /** A pass, and how long it took in the end. */
    private static final class Pass {
        private final List<StreamBatch> batches;
        private Future<List<Step>> steps;
        private double millis;

        Pass(List<StreamBatch> batches) {
            this.batches = batches;
        }
    }

    private record Step(BatchResult result, StepReview.Findings findings) {}

    private record Place(Pass pass, int index) {}

    PassesBehind(
            BatchingSettings batching,
            AdaptationEngine engine,
            PendingWindows waiting,
            StreamStore store,
            StepReview review,
            AdaptMetrics metrics,
            int threads) {
        this.batching = batching;
        this.windowsPerPass =
                batching.streamsPerPass() == 1 ? 1 : Math.max(WINDOWS_PER_PASS, batching.streamsPerPass());
        this.engine = engine;
        this.waiting = waiting;
        this.store = store;
        this.review = review;
        this.metrics = metrics;
        this.thread = Executors.newSingleThreadExecutor(PassesBehind::thread);
        this.thread.execute(() -> prepareThread(threads));
    }

    /** Predictions go first, if the JVM hands priorities on to the system (-XX:ThreadPriorityPolicy=1). */
    private static Thread thread(Runnable passes) {
        Thread thread = new Thread(passes, "adaptation");
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    /** libtorch starts every thread with recording on, and OpenMP with as many threads below it as there are cores. */
    private static void prepareThread(int threads) {
        Gradients.offForThisThread();
        Devices.threads(threads);
    }

    @Override
    public Sample arrived(Sample window) throws Exception {
        Optional<StreamState> learned = store.get(window.streamId());
        unpredicted.add(new StreamBatch(window.streamId(), learned, List.of(window)));
        if (unpredicted.size() >= windowsPerPass) {
            predict();
        }
        return window.asPredicted();
    }

    private void predict() throws Exception {
        if (unpredicted.isEmpty()) {
            return;
        }
        List<WindowPrediction> predictions = engine.predict(unpredicted);
        for (int i = 0; i < predictions.size(); i++) {
            review.predict(unpredicted.get(i), predictions.get(i));
        }
        unpredicted.clear();
    }

    @Override
    public void closed(String streamId) throws Exception {
        takeEffect(streamId);
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), waiting.of(streamId)));
        learn();
    }

    @Override
    public void restored(String streamId, List<Sample> batch) throws Exception {
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), batch));
    }

    /** Gives the thread its next passes unless it is busy, so that meanwhile more batches gather for the ones after. */
    private void learn() {
        if (newest == null || newest.steps.isDone()) {
            submit();
        }
    }

    private void submit() {
        for (List<StreamBatch> together : StreamBatch.byLength(closed.values())) {
            for (int from = 0; from < together.size(); from += batching.streamsPerPass()) {
                submit(together.subList(from, Math.min(from + batching.streamsPerPass(), together.size())));
            }
        }
        closed.clear();
    }

    private void submit(List<StreamBatch> batches) {
        Pass pass = new Pass(batches);
        pass.steps = thread.submit(() -> steps(pass));
        for (int i = 0; i < batches.size(); i++) {
            running.put(batches.get(i).streamId(), new Place(pass, i));
        }
        newest = pass;
    }

    private List<Step> steps(Pass pass) {
        long started = System.nanoTime();
        List<BatchResult> results = engine.step(pass.batches);
        pass.millis = (System.nanoTime() - started) / 1e6;
        List<Step> steps = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            steps.add(new Step(results.get(i), review.look(pass.batches.get(i), results.get(i))));
        }
        return steps;
    }

    /** Ends the stream's batch that learns, if there is one. */
    private void takeEffect(String streamId) throws Exception {
        if (closed.containsKey(streamId)) {
            submit();
        }
        Place place = running.remove(streamId);
        if (place == null) {
            return;
        }
        Step step = ended(place.pass.steps).get(place.index);
        StreamBatch batch = place.pass.batches.get(place.index);
        if (place.index == 0) {
            metrics.markPass(Math.round(place.pass.millis));
        }
        review.finish(batch, step.result, step.findings, place.pass.millis / place.pass.batches.size());
        waiting.forget(streamId, batch.samples().size());
    }

    private static List<Step> ended(Future<List<Step>> pass) throws Exception {
        try {
            return pass.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public boolean waits() {
        return !unpredicted.isEmpty() || !closed.isEmpty();
    }

    @Override
    public long waitMillis() {
        return batching.predictionWaitMillis();
    }

    @Override
    public void run() throws Exception {
        predict();
        learn();
    }

    @Override
    public void beforeBarrier() throws Exception {
        predict();
    }

    @Override
    public void finish(Predicate<String> streams) throws Exception {
        predict();
        submit();
        for (String streamId :
                running.keySet().stream().filter(streams).sorted().toList()) {
            takeEffect(streamId);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // The model's memory must outlive the pass that reads it.
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a pass has been running for over a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
