// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.operators.adapt.WindowPrediction;
import io.acclimate.operators.flink.PassThread.Ran;
import io.acclimate.operators.flink.PassThread.Step;
import io.acclimate.state.Sample;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
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

    /** Most windows that share a pass of predictions: each is one row of it, where a batch that is learned from is many. */
    private static final int WINDOWS_PER_PASS = 64;

    private final BatchingSettings batching;
    private final int windowsPerPass;
    private final AdaptationEngine engine;
    private final PendingWindows waiting;
    private final StreamStore store;
    private final StepReview review;
    private final AdaptMetrics metrics;
    private final PassThread thread;
    private final List<StreamBatch> unpredicted = new ArrayList<>();
    private final Map<String, StreamBatch> closed = new LinkedHashMap<>();
    private final Map<String, Place> running = new HashMap<>();
    private Future<Ran> newest;

    /** Where among the batches of which pass a stream's is. */
    private record Place(Future<Ran> pass, int index) {}

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
        // Predictions go first.
        this.thread = new PassThread(engine, review, metrics, threads, Thread.MIN_PRIORITY);
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
        if (newest == null || newest.isDone()) {
            submit();
        }
    }

    private void submit() {
        for (List<StreamBatch> batches : StreamBatch.passes(closed.values(), batching.streamsPerPass())) {
            newest = thread.submit(batches, () -> {});
            for (int i = 0; i < batches.size(); i++) {
                running.put(batches.get(i).streamId(), new Place(newest, i));
            }
        }
        closed.clear();
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
        Ran pass = PassThread.await(place.pass);
        Step step = pass.steps().get(place.index);
        if (place.index == 0) {
            metrics.markPass(Math.round(pass.millis()));
        }
        review.finish(step.batch(), step.result(), step.findings(), pass.millisPerStep());
        waiting.forget(streamId, step.batch().samples().size());
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
        thread.close();
    }
}
