// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.AdaptationEngine;
import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.adapt.StreamBatch;
import io.acclimate.state.Sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Predicts whole batches and learns from them, in one pass for the batches of many streams, on the task's thread. */
final class SharedPasses implements BatchRunner {

    private final BatchingSettings batching;
    private final AdaptationEngine engine;
    private final AdaptStateManager state;
    private final StreamStore store;
    private final StepReview review;
    private final AdaptMetrics metrics;
    private final Map<String, StreamBatch> closed = new LinkedHashMap<>();

    SharedPasses(
            BatchingSettings batching,
            AdaptationEngine engine,
            AdaptStateManager state,
            StreamStore store,
            StepReview review,
            AdaptMetrics metrics) {
        this.batching = batching;
        this.engine = engine;
        this.state = state;
        this.store = store;
        this.review = review;
        this.metrics = metrics;
    }

    @Override
    public Sample arrived(Sample window) {
        return window;
    }

    @Override
    public void closed(String streamId) throws Exception {
        if (closed.containsKey(streamId)) {
            run();
        }
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), state.takePending(streamId)));
        if (closed.size() >= batching.streamsPerPass()) {
            run();
        }
    }

    @Override
    public void restored(String streamId, List<Sample> batch) throws Exception {
        closed.put(streamId, new StreamBatch(streamId, store.get(streamId), batch));
        state.forgetPending(streamId, batch.size());
    }

    @Override
    public boolean waits() {
        return !closed.isEmpty();
    }

    @Override
    public long waitMillis() {
        return batching.passWaitMillis();
    }

    @Override
    public void run() throws Exception {
        List<List<StreamBatch>> passes = StreamBatch.byLength(closed.values());
        closed.clear();
        for (List<StreamBatch> pass : passes) {
            long started = System.nanoTime();
            List<BatchResult> results = engine.step(pass);
            double millis = (System.nanoTime() - started) / 1e6;
            metrics.markPass(Math.round(millis));
            for (int s = 0; s < pass.size(); s++) {
                review.finish(pass.get(s), results.get(s), millis / pass.size());
            }
        }
    }

    @Override
    public void beforeBarrier() throws Exception {
        run();
    }

    @Override
    public void finish(Predicate<String> streams) throws Exception {
        run();
    }

    @Override
    public void close() {}
}
